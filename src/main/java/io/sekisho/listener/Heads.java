package io.sekisho.listener;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.codec.http2.Http2Headers;
import io.sekisho.connect.HeadOutcome;
import io.sekisho.connect.HeadValidator;
import io.sekisho.connect.Refusal;
import io.sekisho.connect.RefusalReason;
import io.sekisho.connect.RequestHead;
import java.util.ArrayList;
import java.util.List;

/** Hands what Netty's decoder made of a head to our own judgement. */
final class Heads {

  private Heads() {}

  static HeadOutcome judge(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return new HeadOutcome.Rejected(undecodable(request.decoderResult().cause()));
    }
    return HeadValidator.validate(
        new RequestHead(
            request.method().name(),
            request.uri(),
            request.protocolVersion().text(),
            request.headers().entries().stream()
                .map(field -> new RequestHead.Field(field.getKey(), field.getValue()))
                .toList()));
  }

  static HeadOutcome judge(Http2Headers headers) {
    List<RequestHead.Field> fields = new ArrayList<>(headers.size());
    headers.forEach(
        field ->
            fields.add(
                new RequestHead.Field(field.getKey().toString(), field.getValue().toString())));
    return HeadValidator.validateStream(fields);
  }

  private static Refusal undecodable(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return Refusal.of(RefusalReason.TARGET_TOO_LONG, "the request line is too long");
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return Refusal.of(RefusalReason.HEAD_TOO_LARGE, "the header fields are too large");
    }
    return Refusal.of(RefusalReason.MALFORMED_REQUEST, "the request is not HTTP/1.1");
  }
}
