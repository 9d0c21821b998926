package dev.regrant.http;

import static dev.regrant.http.Name.both;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regrant.domain.ConnectedOrganization;
import dev.regrant.domain.ConnectedOrganization.Side;
import dev.regrant.domain.ConnectedOrganization.State;
import dev.regrant.domain.ConnectedOrganization.Terms;
import dev.regrant.domain.SubjectSet;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be done with connected organisations. */
final class OrganizationsApi {
  private static final Name NAME = both("displayName");
  private static final Name DESCRIPTION = both("description");
  private static final Name STATE = both("state");
  private static final Name SOURCES = both("identitySources");
  private static final Name ODATA_ID = both("@odata.id");

  private static final Pattern SPONSOR_ADDRESS =
      Pattern.compile("(?i:.*/(users|groups|directoryObjects))[/('\"]+([^/'\"()]+)['\")]*/?");

  static final Map<String, Action> ACTIONS =
      Map.ofEntries(
          Map.entry(
              "POST",
              Action.makes(
                  OrganizationEntities.ORGANIZATION,
                  Bodies.ORGANIZATION,
                  OrganizationsApi::create)),
          Map.entry(
              "PATCH/{id}",
              Action.does(202, OrganizationsApi::update).taking(Bodies.ORGANIZATION.change())),
          Map.entry("DELETE/{id}", Action.does(204, OrganizationsApi::delete)),
          Map.entry("GET/{id}/internalSponsors/$ref", references(Side.INTERNAL)),
          Map.entry("GET/{id}/externalSponsors/$ref", references(Side.EXTERNAL)),
          Map.entry("POST/{id}/internalSponsors/$ref", adding(Side.INTERNAL)),
          Map.entry("POST/{id}/externalSponsors/$ref", adding(Side.EXTERNAL)),
          Map.entry("DELETE/{id}/internalSponsors/{id}/$ref", removing(Side.INTERNAL)),
          Map.entry("DELETE/{id}/externalSponsors/{id}/$ref", removing(Side.EXTERNAL)));

  private OrganizationsApi() {}

  private static Action references(Side side) {
    return Action.does(200, call -> references(call, side), new Action.References());
  }

  private static Action adding(Side side) {
    return Action.does(204, call -> add(call, side)).taking(Bodies.REFERENCE);
  }

  private static Action removing(Side side) {
    return Action.does(204, call -> remove(call, side));
  }

  private static Answer create(Call call) {
    call.query().requireNone();
    var body = call.body();
    body.required(NAME, body.text(NAME));
    var made =
        Refusals.valueOf(
            call.engine()
                .connectedOrganizations()
                .create(call.reads().caller(), terms(body, Terms.named(""))),
            body::clientsWord);
    return Answer.created(call, OrganizationEntities.ORGANIZATION, made);
  }

  private static Answer update(Call call) {
    call.query().requireNone();
    var body = call.body();
    // Read before the transaction, so that what is wrong is told even of one that is not.
    terms(body, Terms.named(""));
    Refusals.valueOf(
        call.engine()
            .connectedOrganizations()
            .update(call.reads().caller(), id(call), held -> terms(body, held)),
        body::clientsWord);
    return Answer.empty(202);
  }

  private static Terms terms(Body body, Terms held) {
    var sources = IdentitySourceFormat.read(body, SOURCES);
    return new Terms(
        body.text(NAME).orElse(held.displayName()),
        body.text(DESCRIPTION).orElse(held.description()),
        body.oneOf(STATE, State.class).orElse(held.state()),
        sources.isEmpty() ? held.identitySources() : sources);
  }

  private static Answer delete(Call call) {
    call.query().requireNone();
    call.reads()
        .value(call.engine().connectedOrganizations().delete(call.reads().caller(), id(call)));
    return Answer.empty(204);
  }

  private static ConnectedOrganization.Id id(Call call) {
    return new ConnectedOrganization.Id(call.id());
  }

  private static Answer references(Call call, Side side) {
    call.query().requireNone();
    var held = call.reads().find(OrganizationEntities.ORGANIZATIONS, call.id());
    return Answer.references(
        call,
        OrganizationEntities.sponsors(held, side).stream().map(OrganizationsApi::path).toList());
  }

  private static String path(SubjectSet sponsor) {
    return (sponsor.groupId().isPresent() ? "groups/" : "users/")
        + URLEncoder.encode(sponsor.id().orElseThrow(), UTF_8).replace("+", "%20");
  }

  private static Answer add(Call call, Side side) {
    call.query().requireNone();
    var body = call.body();
    var reference = body.required(ODATA_ID, body.text(ODATA_ID));
    var address = SPONSOR_ADDRESS.matcher(reference);
    if (!address.matches()) {
      throw body.invalid(
          ODATA_ID,
          ("'@odata.id' must be the address of a person, a group or a directory object, such as"
                  + " …/users/<id>, not '%s'.")
              .formatted(reference));
    }
    var sponsor =
        body.checked(
            ODATA_ID, () -> URLDecoder.decode(address.group(2).replace("+", "%2B"), UTF_8));
    Optional<Boolean> isGroup =
        switch (address.group(1).toLowerCase(Locale.ROOT)) {
          case "users" -> Optional.of(false);
          case "groups" -> Optional.of(true);
          default -> Optional.empty();
        };
    Refusals.valueOf(
        call.engine()
            .connectedOrganizations()
            .addSponsor(call.reads().caller(), id(call), side, sponsor, isGroup),
        body::clientsWord);
    return Answer.empty(204);
  }

  private static Answer remove(Call call, Side side) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .connectedOrganizations()
                .removeSponsor(call.reads().caller(), id(call), side, call.ids().get(1)));
    return Answer.empty(204);
  }
}
