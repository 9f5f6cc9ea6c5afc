package dev.sluice.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the operator needs to know about one setting. A setting without a default, a nullable type
 * or several values must be in the file.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {

  /** What it does, for docs/configuration.md. */
  String value();

  /** Its value where the file has none, written as in the file. */
  String byDefault() default "";

  /** The minimum, written as in the file. */
  String min() default "";

  /** The maximum, written as in the file. */
  String max() default "";

  /** The word that stands for the absence of a section. */
  String none() default "";
}
