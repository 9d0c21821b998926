package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static dev.regrant.http.Property.Kind.ENUM;
import static dev.regrant.http.Property.Kind.STRUCTURES;
import static dev.regrant.http.Property.Kind.TEXT;
import static java.util.Comparator.comparing;

import dev.regrant.application.ConnectedOrganizationField;
import dev.regrant.application.EntityKind;
import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.ConnectedOrganization.Side;
import dev.regrant.domain.SubjectSet;
import java.util.List;

/** Connected organisations and their sponsors on the wire. */
final class OrganizationEntities {
  static final Reads.Stored<ConnectedOrganization.Id, ConnectedOrganization> ORGANIZATIONS =
      new Reads.Stored<>(
          engine -> engine.connectedOrganizations().lookup(), ConnectedOrganization.Id::new);

  static final EntityType<ConnectedOrganization> ORGANIZATION =
      EntityType.<ConnectedOrganization>named("connectedOrganization", "connectedOrganizations")
          .id(one -> one.id().value(), ConnectedOrganizationField.ID)
          .property(
              both("displayName"),
              TEXT,
              (one, view) -> one.displayName(),
              ConnectedOrganizationField.DISPLAY_NAME)
          .property(both("description"), TEXT, (one, view) -> one.terms().description())
          .property(both("state"), ENUM, (one, view) -> one.terms().state())
          .property(
              both("identitySources"),
              STRUCTURES,
              (one, view) -> IdentitySourceFormat.json(one.terms().identitySources()))
          .authorship(
              ConnectedOrganization::authorship,
              ConnectedOrganizationField.CREATED,
              ConnectedOrganizationField.MODIFIED)
          .navigation(sponsors("internalSponsors", Side.INTERNAL))
          .navigation(sponsors("externalSponsors", Side.EXTERNAL))
          .versioned(EntityKind.CONNECTED_ORGANIZATION)
          .build();

  /** A person or a group of the directory, of which nothing but the id is told. */
  static final EntityType<SubjectSet> SPONSOR =
      EntityType.<SubjectSet>named("directoryObject", "directoryObjects")
          .id(
              OrganizationEntities::id,
              EntityType.field("id", String.class, OrganizationEntities::id))
          .build();

  private OrganizationEntities() {}

  private static String id(SubjectSet sponsor) {
    return sponsor.id().orElseThrow();
  }

  private static Navigation<ConnectedOrganization, SubjectSet> sponsors(String name, Side side) {
    return Navigation.within(
        both(name), () -> OrganizationEntities.SPONSOR, true, (reads, one) -> sponsors(one, side));
  }

  static List<SubjectSet> sponsors(ConnectedOrganization organization, Side side) {
    return organization.sponsors().of(side).stream()
        .sorted(comparing(OrganizationEntities::id))
        .toList();
  }
}
