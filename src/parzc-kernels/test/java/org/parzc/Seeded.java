package org.parzc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.function.Executable;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

/**
 * A test of a property: its method, whose first parameter is {@link Draws}, runs again and again,
 * each time with another seed, and must pass every time. The seeds follow from its name and the
 * number of the try, so they are the same in every run. A failure names its seed; {@code
 * -Dparzc.test.seed=N} runs that seed alone, {@code -Dparzc.fuzz.times=N} that many times as many.
 * What the tries {@linkplain Draws#count counted} is printed at the end in one line. All tries are
 * one test to JUnit: they share its instance and its temporary folders.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(Seeded.Tries.class)
public @interface Seeded {
  /** Returns how often the method runs, at least once. */
  int tries();

  /** Runs the tries of a property as one test. */
  final class Tries implements ParameterResolver, InvocationInterceptor {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
      return parameter.getIndex() == 0 && parameter.getParameter().getType() == Draws.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
      return new Draws(0);
    }

    @Override
    public void interceptTestMethod(
        Invocation<Void> invocation,
        ReflectiveInvocationContext<Method> context,
        ExtensionContext test) {
      invocation.skip();
      Method method = context.getExecutable();
      Object[] arguments = context.getArguments().toArray();
      String name = context.getTargetClass().getSimpleName() + "#" + method.getName();
      run(
          name,
          seeds(
              name,
              Math.multiplyExact(method.getAnnotation(Seeded.class).tries(), Draws.times()),
              System.getProperty("parzc.test.seed")),
          (Draws) arguments[0],
          () ->
              ReflectionSupport.invokeMethod(method, context.getTarget().orElseThrow(), arguments));
    }

    /** Returns the seeds of a property, or the only one wanted unless that is null. */
    static long[] seeds(String name, int tries, String only) {
      if (tries < 1) {
        throw new IllegalArgumentException(
            name + ": found " + tries + " tries, expected at least 1");
      }
      return only == null
          ? new SplittableRandom(name.hashCode()).longs(tries).toArray()
          : new long[] {Long.parseLong(only)};
    }

    /** Runs a property once for each seed; the first failure ends it. */
    static void run(String name, long[] seeds, Draws draws, Executable property) {
      for (int i = 0; i < seeds.length; i++) {
        draws.setSeed(seeds[i]);
        try {
          property.execute();
        } catch (TestAbortedException skipped) {
          throw skipped;
        } catch (Throwable failure) {
          throw new AssertionError(
              "try %d of %d failed (again alone: -Dtest=%s -Dparzc.test.seed=%d): %s"
                  .formatted(i + 1, seeds.length, name, seeds[i], failure),
              failure);
        }
      }
      draws.counted().ifPresent(counts -> System.out.println(name + ": " + counts));
    }
  }
}
