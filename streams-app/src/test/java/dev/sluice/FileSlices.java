package dev.sluice;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.HashMap;
import java.util.Map;

/** A slice for each source file; a sealed type and its permitted subtypes are one. */
final class FileSlices implements SliceAssignment {
  private final Map<String, String> families;

  private FileSlices(Map<String, String> families) {
    this.families = families;
  }

  static FileSlices of(JavaClasses classes) {
    Map<String, String> families = new HashMap<>();
    for (JavaClass each : classes) {
      Class<?>[] permitted = each.reflect().getPermittedSubclasses();
      for (Class<?> subtype : permitted == null ? new Class<?>[0] : permitted) {
        String file = file(subtype.getName());
        String family = file(each.getName());
        if (!file.equals(family)) {
          families.put(file, family);
        }
      }
    }
    return new FileSlices(families);
  }

  @Override
  public SliceIdentifier getIdentifierOf(JavaClass each) {
    if (!each.getPackageName().startsWith("dev.sluice.")) {
      return SliceIdentifier.ignore();
    }
    String file = file(each.getName());
    while (families.containsKey(file)) {
      file = families.get(file);
    }
    return SliceIdentifier.of(file);
  }

  @Override
  public String getDescription() {
    return "source files";
  }

  private static String file(String className) {
    int nested = className.indexOf('$');
    return nested < 0 ? className : className.substring(0, nested);
  }
}
