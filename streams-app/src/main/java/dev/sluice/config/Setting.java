package dev.sluice.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the operator needs to know of one setting. A setting that has neither a default nor a
 * nullable type nor several values must be in the file.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Setting {

  /** What it does, for docs/configuration.md. */
  String value();

  /** Its value where the file has none, written as in the file. */
  String byDefault() default "";

  /** The least value, written as in the file. */
  String min() default "";

  /** The greatest value, written as in the file. */
  String max() default "";

  /** The word that stands in place of a section for having none. */
  String none() default "";
}
