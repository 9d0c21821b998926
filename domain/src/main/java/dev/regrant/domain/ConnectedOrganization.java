package dev.regrant.domain;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An organisation whose people may ask for access: Graph's {@code connectedOrganization}.
 *
 * @param terms what an administrator says of it
 * @param sponsors who answers for its people
 */
public record ConnectedOrganization(
    Id id, long version, Terms terms, Sponsors sponsors, Authorship authorship) {
  /** Identifies a connected organisation. */
  public record Id(UUID value) {
    /** What it is called among the groups that decide whom a policy admits. */
    public String asGroup() {
      return asGroup(value.toString());
    }

    static String asGroup(String id) {
      return ALL_CONFIGURED + "/" + id.toLowerCase(Locale.ROOT);
    }
  }

  /** Whether policies for all configured organisations are about it. */
  public enum State {
    /** They are. */
    CONFIGURED,
    /** They are not yet. */
    PROPOSED
  }

  /**
   * What an administrator says of an organisation.
   *
   * @param identitySources where its people come from
   */
  public record Terms(
      String displayName, String description, State state, List<IdentitySource> identitySources) {
    public Terms {
      identitySources = List.copyOf(identitySources);
    }

    /** Those of an organisation of which nothing but the name is told. */
    public static Terms named(String displayName) {
      return new Terms(displayName, "", State.CONFIGURED, List.of());
    }
  }

  /** Which of the two kinds of sponsors. */
  public enum Side {
    /** People of the tenant. */
    INTERNAL,
    /** People of the organisation. */
    EXTERNAL
  }

  /** People and groups who answer for an organisation's people, and may approve for them. */
  public record Sponsors(Set<SubjectSet> internal, Set<SubjectSet> external) {
    /** Nobody. */
    public static final Sponsors NONE = new Sponsors(Set.of(), Set.of());

    public Sponsors {
      Lists.limited("internalSponsors", internal, MAX_SPONSORS);
      Lists.limited("externalSponsors", external, MAX_SPONSORS);
      internal = Set.copyOf(internal);
      external = Set.copyOf(external);
    }

    /** Those of one kind. */
    public Set<SubjectSet> of(Side side) {
      return switch (side) {
        case INTERNAL -> internal;
        case EXTERNAL -> external;
      };
    }

    private Sponsors with(Side side, Set<SubjectSet> others) {
      return switch (side) {
        case INTERNAL -> new Sponsors(others, external);
        case EXTERNAL -> new Sponsors(internal, others);
      };
    }
  }

  /**
   * What all configured organisations together are called among the groups that decide whom a
   * policy admits.
   */
  public static final String ALL_CONFIGURED = "connectedOrganizations";

  /** The most identity sources. */
  public static final int MAX_SOURCES = 100;

  private static final int MAX_SPONSORS = 100;

  public ConnectedOrganization {
    Texts.required("displayName", terms.displayName(), Catalog.MAX_NAME);
    Texts.limited("description", terms.description(), Catalog.MAX_DESCRIPTION);
    Lists.limited("identitySources", terms.identitySources(), MAX_SOURCES);
  }

  /** The name to show. */
  public String displayName() {
    return terms.displayName();
  }

  /** Whether the person is one of its people, by mail address or sign-in name. */
  public boolean holds(Subject person) {
    return Stream.concat(person.principalName().stream(), person.email().stream())
        .anyMatch(name -> terms.identitySources().stream().anyMatch(source -> source.holds(name)));
  }

  /** This organisation with other terms. */
  public ConnectedOrganization changedTo(Terms others, Actor actor, Instant now) {
    return new ConnectedOrganization(
        id, version, others, sponsors, authorship.changedBy(actor, now));
  }

  /** This organisation with one sponsor more. */
  public ConnectedOrganization sponsoredBy(
      Side side, SubjectSet sponsor, Actor actor, Instant now) {
    var more = new LinkedHashSet<>(sponsors.of(side));
    more.add(sponsor);
    return with(sponsors.with(side, more), actor, now);
  }

  /** This organisation without a sponsor. */
  public ConnectedOrganization notSponsoredBy(
      Side side, SubjectSet sponsor, Actor actor, Instant now) {
    var fewer = new LinkedHashSet<>(sponsors.of(side));
    fewer.remove(sponsor);
    return with(sponsors.with(side, fewer), actor, now);
  }

  private ConnectedOrganization with(Sponsors others, Actor actor, Instant now) {
    return new ConnectedOrganization(id, version, terms, others, authorship.changedBy(actor, now));
  }

  /** This organisation, as stored under {@code version}. */
  public ConnectedOrganization withVersion(long version) {
    return new ConnectedOrganization(id, version, terms, sponsors, authorship);
  }
}
