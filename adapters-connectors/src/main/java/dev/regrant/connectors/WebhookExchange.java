package dev.regrant.connectors;

import dev.regrant.connectors.WebhookReply.Answered;
import dev.regrant.connectors.WebhookReply.NoAnswer;
import dev.regrant.connectors.WebhookReply.NotSent;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.ErrorClass;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.io.Closer;

/**
 * One message on its way. It counts as sent once its body was begun to be sent: without the body, a
 * target cannot check the signature. Whoever gives up before that can be sure that it will not be
 * sent later.
 */
final class WebhookExchange {
  /** The longest answer read, in bytes. */
  static final int MAX_ANSWER = 64 * 1024;

  private enum Stage {
    WAITING,
    SENT,
    GIVEN_UP
  }

  private final HttpHost host;
  private final HttpUriRequestBase request;
  private final Instant now;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);

  /** With its body already set, if it has one. */
  WebhookExchange(HttpHost host, HttpUriRequestBase request, Instant now) {
    this.host = host;
    this.request = request;
    this.now = now;
    if (request.getEntity() != null) {
      request.setEntity(new NoticedEntity(request.getEntity()));
    }
  }

  /** Sends and waits. */
  WebhookReply run(CloseableHttpClient client) {
    try {
      ClassicHttpResponse response = client.executeOpen(host, request, null);
      try {
        return answered(response);
      } finally {
        Closer.closeQuietly(response);
      }
    } catch (IOException e) {
      return stage.get() == Stage.SENT
          ? new NoAnswer(isTimeout(e) ? Cause.TIMEOUT : Cause.LOST_ANSWER, message(e))
          : notSent(e);
    }
  }

  private NotSent notSent(IOException e) {
    ErrorClass errorClass =
        e instanceof PrivateAddressException
            ? ErrorClass.FORBIDDEN
            : isTimeout(e) ? ErrorClass.TIMEOUT : ErrorClass.UNAVAILABLE;
    return new NotSent(errorClass, message(e));
  }

  /** Ends the waiting; what is not sent yet never will be. */
  WebhookReply giveUp(String why) {
    boolean isSent = !stage.compareAndSet(Stage.WAITING, Stage.GIVEN_UP);
    request.cancel();
    return isSent
        ? new NoAnswer(Cause.TIMEOUT, host + ": " + why)
        : new NotSent(ErrorClass.TIMEOUT, host + ": " + why + ", before it was sent");
  }

  private WebhookReply answered(ClassicHttpResponse response) {
    var retryAfter =
        header(response, HttpHeaders.RETRY_AFTER).flatMap(text -> RetryAfter.parse(text, now));
    return new Answered(
        response.getCode(), header(response, HttpHeaders.CONTENT_TYPE), retryAfter, body(response));
  }

  private Optional<byte[]> body(ClassicHttpResponse response) {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return Optional.of(new byte[0]);
    }
    try {
      byte[] bytes = entity.getContent().readNBytes(MAX_ANSWER + 1);
      if (bytes.length <= MAX_ANSWER) {
        return Optional.of(bytes);
      }
    } catch (IOException e) {
      // As good as none: the caller decides by the status.
    }
    // Or else closing would read the rest.
    request.cancel();
    return Optional.empty();
  }

  private static Optional<String> header(ClassicHttpResponse response, String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  private static boolean isTimeout(IOException e) {
    return e instanceof SocketTimeoutException;
  }

  private String message(IOException e) {
    return host + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
  }

  /** Tells when it is written, and only lets it be written once, in time. */
  private final class NoticedEntity extends HttpEntityWrapper {
    NoticedEntity(HttpEntity entity) {
      super(entity);
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      if (!stage.compareAndSet(Stage.WAITING, Stage.SENT)) {
        throw new InterruptedIOException("given up");
      }
      super.writeTo(out);
    }
  }
}
