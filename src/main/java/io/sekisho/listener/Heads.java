package io.sekisho.listener;

import io.netty.handler.codec.http.HttpRequest;
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

  /** The grammar's own refusal, or what Netty found wrong with the values of a well-formed head. */
  private static Refusal undecodable(Throwable cause) {
    return cause instanceof Refused refused
        ? refused.refusal()
        : Refusal.of(RefusalReason.MALFORMED_REQUEST, "the request is not HTTP/1.1");
  }
}
