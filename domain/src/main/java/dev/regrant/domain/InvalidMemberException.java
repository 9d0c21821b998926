package dev.regrant.domain;

/** A value that its member may not have, such as a text that is too long. */
public final class InvalidMemberException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String member;
  private final String reason;

  /** Of this member, for this reason, which is read after the name. */
  public InvalidMemberException(String member, String reason) {
    super(member + " " + reason);
    this.member = member;
    this.reason = reason;
  }

  /** The member's name, as Graph's v1.0 has it. */
  public String member() {
    return member;
  }

  /** What is wrong with it, to be read after the name. */
  public String reason() {
    return reason;
  }
}
