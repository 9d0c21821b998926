package dev.regrant.domain;

/**
 * Who did something, for the record: never a source of rights.
 *
 * @param kind a person, an application, or the engine itself
 * @param id the person's object id, or the application's id
 */
public record Actor(Kind kind, String id) {
  /** What an actor can be. */
  public enum Kind {
    /** A signed-in person. */
    USER,
    /** An application acting for itself. */
    APPLICATION,
    /** The engine. */
    SYSTEM
  }

  /** The engine itself. */
  public static final Actor ENGINE = new Actor(Kind.SYSTEM, "regrant");

  public Actor {
    Texts.required("actor id", id, Subject.MAX_OBJECT_ID);
  }

  /** A signed-in person. */
  public static Actor user(String objectId) {
    return new Actor(Kind.USER, objectId);
  }

  /** An application acting for itself. */
  public static Actor application(String id) {
    return new Actor(Kind.APPLICATION, id);
  }
}
