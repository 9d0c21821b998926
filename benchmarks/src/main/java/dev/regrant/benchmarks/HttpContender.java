package dev.regrant.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.regrant.http.GraphServer;
import dev.regrant.http.Settings;
import dev.regrant.http.TokenIssuer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Regrant over HTTP, its tokens checked: each connection has one call under way, and only the
 * answer that is asked for counts. Either real reprocesses, answered 202; or, for the ceiling, the
 * same calls with an id that is none, answered 400 after all that comes before the database.
 */
final class HttpContender implements Contender, AutoCloseable {
  private static final String PATH =
      "/v1.0/identityGovernance/entitlementManagement/assignmentRequests/";

  private final FailedRequests requests;
  private final boolean reachesDatabase;
  private final String headers;
  private final GraphServer server;
  private long[] latencies = {};

  HttpContender(FailedRequests requests, boolean reachesDatabase) throws GeneralSecurityException {
    this.requests = requests;
    this.reachesDatabase = reachesDatabase;
    var issuer = new BenchmarkIssuer();
    headers =
        "Host: localhost\r\nAuthorization: Bearer "
            + issuer.token(FailedRequests.CALLER)
            + "\r\nContent-Length: 0\r\n\r\n";
    server =
        GraphServer.start(
            requests.engine(),
            () -> {},
            new Settings(
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                new TokenIssuer.Local(
                    BenchmarkIssuer.NAME,
                    BenchmarkIssuer.AUDIENCE,
                    issuer.jwks(),
                    TokenIssuer.Claims.ENTRA),
                Optional.empty(),
                // One caller calls as fast as it goes.
                Settings.Limits.DEFAULT.with(Settings.Rates.NONE),
                InstantSource.system(),
                UUID::randomUUID));
  }

  @Override
  public String name() {
    return reachesDatabase ? "Regrant, over HTTP" : "HTTP alone, no database";
  }

  /** How long the calls of the last round took, in nanoseconds, the shortest first. */
  long[] latencies() {
    return latencies.clone();
  }

  @Override
  public Round round(int items, int concurrency) throws SQLException, InterruptedException {
    long first = reachesDatabase ? requests.make(items) : 0;
    var took = new long[items];
    var time = Crew.run(concurrency, thread -> call(first, thread, concurrency, took));
    if (reachesDatabase) {
      requests.check(first, items);
    }
    Arrays.sort(took);
    latencies = took;
    return new Round(items, time);
  }

  private void call(long first, int from, int step, long[] took) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream(), 8192);
      var out = socket.getOutputStream();
      for (int n = from; n < took.length; n += step) {
        String id = reachesDatabase ? FailedRequests.id(first + n).toString() : "none";
        byte[] call =
            ("POST " + PATH + id + "/reprocess HTTP/1.1\r\n" + headers).getBytes(US_ASCII);
        long begin = System.nanoTime();
        out.write(call);
        int status = status(in);
        took[n] = System.nanoTime() - begin;
        if (status != (reachesDatabase ? 202 : 400)) {
          throw new IllegalStateException("answered " + status);
        }
      }
    }
  }

  /** Reads an answer whole. */
  private static int status(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).substring("HTTP/1.1 ".length()).substring(0, 3));
    int length = 0;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).trim());
      }
    }
    in.skipNBytes(length);
    return status;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder(64);
    for (int one = in.read(); one != '\n'; one = in.read()) {
      if (one < 0) {
        throw new IOException("the connection was closed");
      }
      if (one != '\r') {
        line.append((char) one);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    server.close();
  }
}
