package dev.regrant.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values and query options, right and wrong ones. Seeded: the same random gives the same. */
final class FuzzText {
  private static final List<String> VALUES =
      List.of(
          "",
          "x",
          "null",
          "true",
          "-1",
          "0",
          "1",
          "99999999999999999999",
          "1e999",
          "-0.0",
          "NaN",
          "'",
          "''",
          "\"",
          "\\",
          "%",
          "%00",
          "\u0000",
          "\ud83d",
          "\ud83d\ude00",
          "é",
          "\u202e",
          "../../etc/passwd",
          "${jndi:ldap://x}",
          "' or 1 eq 1 --",
          "<script>",
          "{}",
          "[]",
          "/",
          "2026-03-01T10:00:00Z",
          "0000-00-00T00:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "9999-12-31T23:59:59.9999999Z",
          "P1D",
          "P99999999999999D",
          "-P1D",
          "PT0S",
          "00000000-0000-0000-0000-000000000000",
          "{00000000-0000-0000-0000-000000000000}",
          "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
          "adminAdd",
          "UserAdd",
          "delivered",
          "Published",
          "#microsoft.graph.singleUser",
          "#microsoft.graph.groupMembers",
          "#microsoft.graph.x",
          "https://example.org/w",
          "http://[::1",
          "//x",
          "/AccessPackageCatalog/",
          "$ref",
          "\uffff",
          "\r\nX: y",
          "x\ny",
          "\t",
          "İ",
          "ß",
          "(",
          ")",
          "(((",
          "a".repeat(300),
          "é".repeat(3_000),
          "x".repeat(5_000));

  private static final List<String> OPERATORS =
      List.of("eq", "ne", "gt", "ge", "lt", "le", "in", "has", "add", "mod", "EQ", "eqq");

  private static final List<String> FUNCTIONS =
      List.of("contains", "startswith", "endswith", "length", "tolower", "now", "cast", "any");

  private final SplittableRandom random;

  FuzzText(SplittableRandom random) {
    this.random = random;
  }

  <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  String value() {
    return chance(85) ? oneOf(VALUES) : anything();
  }

  /** Characters of all kinds. */
  private String anything() {
    return IntStream.range(0, random.nextInt(40))
        .mapToObj(
            i ->
                Character.toString(
                    switch (random.nextInt(4)) {
                      case 0 -> random.nextInt(0x20);
                      case 1 -> random.nextInt(0x20, 0x7f);
                      case 2 -> random.nextInt(0x80, 0x3000);
                      default -> random.nextInt(0xd000, 0x11000);
                    }))
        .collect(Collectors.joining());
  }

  /** Percent-encoded, mostly rightly. */
  String encoded(String text) {
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    return switch (random.nextInt(60)) {
      case 0 -> encoded + "%";
      case 1 -> encoded + "%zz";
      case 2 -> encoded + "%c0%af";
      case 3 -> encoded + "%u0041";
      case 4 -> encoded.replace("%", "%25");
      case 5 -> encoded + "%ed%a0%bd";
      default -> encoded;
    };
  }

  /** A query option's value. */
  String option(String name, List<String> members) {
    return switch (chance(8) ? "any" : name) {
      case "$filter" -> filter(members, 0);
      case "$orderby" -> path(members) + oneOf(List.of("", " desc", " asc", " x", ",id", ","));
      case "$select" -> several(members);
      case "$expand" -> expand(members, 0);
      case "$search" -> search(0);
      case "$top", "$skip" -> oneOf(List.of("1", "2", "0", "-1", "1000", "1001", "999999999", "x"));
      case "$count", "preview" -> oneOf(List.of("true", "false", "TRUE", "x", ""));
      case "$skiptoken" -> oneOf(List.of("x", "W10", "WyJ4Il0", "bnVsbA", "MQ", "LTE", "===", ""));
      default -> value();
    };
  }

  private String path(List<String> members) {
    String path = oneOf(members);
    while (chance(30) && path.length() < 400) {
      path += "/" + oneOf(members);
    }
    return chance(5) ? path + "/" + value() : path;
  }

  private String several(List<String> members) {
    return IntStream.range(0, 1 + random.nextInt(5))
        .mapToObj(i -> oneOf(members))
        .collect(Collectors.joining(oneOf(List.of(",", ", ", ",,", ";"))));
  }

  private String literal() {
    return switch (random.nextInt(7)) {
      case 0 -> "null";
      case 1 -> oneOf(List.of("true", "false"));
      case 2 -> Integer.toString(random.nextInt());
      case 3 -> "2026-03-01T10:00:00Z";
      case 4 -> "00000000-0000-4000-8000-000000000000";
      case 5 -> "('x','y')";
      default -> "'" + value() + "'";
    };
  }

  private String filter(List<String> members, int depth) {
    if (depth == 0 && chance(3)) {
      return oneOf(List.of("(", "not ", "not(", "x/any(y:", "-", "id in ("))
          .repeat(1 + random.nextInt(900));
    }
    return switch (depth > 5 ? 5 : random.nextInt(9)) {
      case 0 -> filter(members, depth + 1) + " and " + filter(members, depth + 1);
      case 1 -> filter(members, depth + 1) + " or " + filter(members, depth + 1);
      case 2 -> "not (" + filter(members, depth + 1) + ")";
      case 3 ->
          "(".repeat(random.nextInt(40))
              + filter(members, depth + 1)
              + ")".repeat(random.nextInt(40));
      case 4 -> oneOf(FUNCTIONS) + "(" + path(members) + "," + literal() + ")";
      case 6 ->
          path(members)
              + oneOf(List.of("/any(", "/all("))
              + oneOf(List.of("x:x/", "", "x:"))
              + filter(members, depth + 1)
              + ")";
      case 7 -> literal() + " " + oneOf(OPERATORS) + " " + path(members);
      default -> path(members) + " " + oneOf(OPERATORS) + " " + literal();
    };
  }

  private String expand(List<String> members, int depth) {
    String name = oneOf(members);
    if (depth > 6 || chance(50)) {
      return chance(20) ? several(members) : name;
    }
    return name
        + "("
        + oneOf(
            List.of(
                "$select=" + several(members),
                "$filter=" + filter(members, 3),
                "$top=1",
                "$orderby=" + path(members),
                "$levels=3",
                "$count=true",
                "$skip=-1",
                "$top=99999999999"))
        + (chance(50) ? ";$expand=" + expand(members, depth + 1) : "")
        + (chance(95) ? ")" : "");
  }

  private String search(int depth) {
    return switch (depth > 5 ? 3 : random.nextInt(6)) {
      case 0 -> search(depth + 1) + " AND " + search(depth + 1);
      case 1 -> search(depth + 1) + " OR " + search(depth + 1);
      case 2 -> "NOT " + search(depth + 1);
      case 4 -> "(" + search(depth + 1) + ")";
      case 5 -> "\"" + value() + "\"";
      default -> value();
    };
  }
}
