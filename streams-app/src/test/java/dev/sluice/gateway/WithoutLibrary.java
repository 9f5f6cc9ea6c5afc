package dev.sluice.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Has no class of a library, and loads the gateway's itself. */
final class WithoutLibrary extends ClassLoader {
  private final String[] packages;

  /**
   * @param packages the library's, each with a dot at its end
   */
  WithoutLibrary(String... packages) {
    super(WithoutLibrary.class.getClassLoader());
    this.packages = packages;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (Arrays.stream(packages).anyMatch(name::startsWith)) {
      throw new ClassNotFoundException(name);
    }
    if (!name.startsWith("dev.sluice.")) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      byte[] bytes = in.readAllBytes();
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void run(Class<? extends Runnable> task) throws ReflectiveOperationException {
    ((Runnable) loadClass(task.getName()).getDeclaredConstructor().newInstance()).run();
  }
}
