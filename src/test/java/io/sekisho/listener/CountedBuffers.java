package io.sekisho.listener;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Memory of which each allocation is counted, so that a leak shows at once. */
final class CountedBuffers {

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

  ByteBufAllocator allocator() {
    return allocator;
  }

  /** The bytes that are allocated and have not been given back. */
  long held() {
    return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
  }

  /**
   * To be called when everything is over.
   *
   * @throws AssertionError if memory has not been given back
   */
  void assertNoneHeld() {
    if (held() != 0) {
      throw new AssertionError("leaked: " + allocator.metric());
    }
  }
}
