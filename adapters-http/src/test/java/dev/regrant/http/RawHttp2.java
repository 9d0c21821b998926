package dev.regrant.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection by HTTP/2 (RFC 9113), frame by frame. */
final class RawHttp2 implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;

  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /** A frame that the server sent. */
  record Frame(int type, int stream, Buffer payload) {}

  private final SSLSocket socket;
  private final DataOutputStream out;
  private final DataInputStream in;

  RawHttp2(int port, SSLContext context) {
    try {
      var plain = new Socket();
      plain.setReceiveBufferSize(4_096);
      plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(60_000);
      socket.startHandshake();
      if (!socket.getApplicationProtocol().equals("h2")) {
        throw new AssertionError("not HTTP/2 but " + socket.getApplicationProtocol());
      }
      out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 8_192));
      in = new DataInputStream(socket.getInputStream());
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      frame(SETTINGS, 0, 0, new byte[0]);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    out.writeByte(payload.length >> 16);
    out.writeShort(payload.length);
    out.writeByte(type);
    out.writeByte(flags);
    out.writeInt(stream);
    out.write(payload);
  }

  void flush() throws IOException {
    out.flush();
  }

  /** A GET of a path, and what is to be in its headers besides, as HPACK (RFC 7541) writes it. */
  static byte[] get(String path, byte[]... more) {
    return head(0x82, path, more);
  }

  static byte[] post(String path, byte[]... more) {
    return head(0x83, path, more);
  }

  private static byte[] head(int method, String path, byte[]... more) {
    var block = new ByteArrayOutputStream();
    block.write(method);
    block.write(0x87); // :scheme: https
    block.write(0x04); // :path
    block.writeBytes(text(path));
    block.write(0x01); // :authority
    block.writeBytes(text("localhost"));
    for (byte[] one : more) {
      block.writeBytes(one);
    }
    return block.toByteArray();
  }

  /** A header that is not kept for later. */
  static byte[] header(String name, String value) {
    var block = new ByteArrayOutputStream();
    block.write(0);
    block.writeBytes(text(name));
    block.writeBytes(text(value));
    return block.toByteArray();
  }

  private static byte[] text(String text) {
    var block = new ByteArrayOutputStream();
    int length = text.length();
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      int rest = length - 127;
      while (rest >= 128) {
        block.write(rest % 128 + 128);
        rest /= 128;
      }
      block.write(rest);
    }
    block.writeBytes(text.getBytes(US_ASCII));
    return block.toByteArray();
  }

  /** What the server sends until a frame of this type comes, or the connection ends. */
  List<Frame> until(int type) {
    var frames = new ArrayList<Frame>();
    try {
      while (frames.isEmpty() || frames.getLast().type() != type) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int frame = in.readUnsignedByte();
        in.readUnsignedByte();
        int stream = in.readInt();
        frames.add(new Frame(frame, stream, Buffer.buffer(in.readNBytes(length))));
      }
    } catch (SocketTimeoutException kept) {
      throw new AssertionError("the connection is kept; there came: " + frames, kept);
    } catch (IOException end) {
      // What came until then counts.
    }
    return frames;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      // It was to be closed.
    }
  }
}
