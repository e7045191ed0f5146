package io.sekisho.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What one side says until it finishes, and what the other makes of it, as digests. Not more is in
 * memory than one block.
 */
final class Flow {

  private static final int BLOCK = 256 * 1024;

  private final long length;
  private final long seed;
  private final boolean fitful;
  private final MessageDigest received = sha256();

  private Flow(long length, long seed, boolean fitful) {
    this.length = length;
    this.seed = seed;
    this.fitful = fitful;
  }

  /** So many random bytes as fast as they go. */
  static Flow of(long length, long seed) {
    return new Flow(length, seed, false);
  }

  /** Any number of bytes, in pieces of any size with pauses. */
  static Flow fitful(Random chance) {
    return new Flow(chance.nextInt(1 << (10 + chance.nextInt(14))), chance.nextLong(), true);
  }

  long length() {
    return length;
  }

  /** Sends all and finishes; answers the digest. */
  CompletableFuture<byte[]> sent(Socket socket) {
    return running(() -> send(socket));
  }

  private byte[] send(Socket socket) throws IOException {
    Random random = new Random(seed);
    MessageDigest digest = sha256();
    OutputStream out = socket.getOutputStream();
    byte[] block = new byte[BLOCK];
    random.nextBytes(block);
    for (long left = length; left > 0; ) {
      int piece = fitful ? 1 + random.nextInt(BLOCK) : BLOCK;
      int size = (int) Math.min(piece, left);
      // Of few calls: every block differs in its begin.
      block[0]++;
      block[1] = (byte) random.nextInt();
      out.write(block, 0, size);
      digest.update(block, 0, size);
      left -= size;
      pauseAtTimes(random);
    }
    socket.shutdownOutput();
    return digest.digest();
  }

  /** Takes so many bytes and no more. */
  void take(Socket socket, int size) throws IOException {
    byte[] bytes = socket.getInputStream().readNBytes(size);
    received.update(bytes);
  }

  /** Takes all that comes, behind what was taken; answers the digest. */
  CompletableFuture<byte[]> received(Socket socket) {
    return running(() -> receive(socket));
  }

  private byte[] receive(Socket socket) throws IOException {
    Random random = new Random(seed + 1);
    InputStream in = socket.getInputStream();
    byte[] block = new byte[BLOCK];
    for (int size; (size = in.read(block)) >= 0; ) {
      received.update(block, 0, size);
      pauseAtTimes(random);
    }
    return received.digest();
  }

  /** Part of the input, not waiting for anything: the other side is to see gaps. */
  private void pauseAtTimes(Random random) {
    if (fitful && random.nextInt(8) == 0) {
      long until = System.nanoTime() + random.nextInt(3_000_000);
      while (System.nanoTime() - until < 0) {
        Thread.onSpinWait();
      }
    }
  }

  private interface Work {
    byte[] run() throws IOException;
  }

  private static CompletableFuture<byte[]> running(Work work) {
    CompletableFuture<byte[]> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(work.run());
              } catch (IOException e) {
                done.completeExceptionally(new CompletionException(e));
              }
            },
            "flow");
    thread.setDaemon(true);
    thread.start();
    return done;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
