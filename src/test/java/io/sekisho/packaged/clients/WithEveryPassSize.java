package io.sekisho.packaged.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs a test with a pass of the usual size and with one near the most that the default {@code
 * sekisho.proxy.max-head-size} admits: as Basic it is a third longer.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "pass of {0} bytes")
@ValueSource(ints = {700, 16_000})
@interface WithEveryPassSize {}
