package io.sekisho.bench;

import io.sekisho.destination.CarriedIpv4;
import io.sekisho.egress.AddressGuard;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whether a tunnel may lead to an address at all; asked for every address of a name. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AddressBenchmark {

  /** Of the Internet, of it and carried in IPv6, and this machine itself. */
  @Param({"140.82.112.6", "2a00:1450:4001:82b::200e", "64:ff9b::8c52:7006", "127.0.0.1"})
  String address;

  private final AddressGuard guard = new AddressGuard(List.of(), CarriedIpv4.WELL_KNOWN);
  private InetAddress parsed;

  @Setup
  public void parse() throws UnknownHostException {
    parsed = InetAddress.getByName(address);
  }

  @Benchmark
  public boolean prohibits() {
    return guard.prohibits(parsed);
  }
}
