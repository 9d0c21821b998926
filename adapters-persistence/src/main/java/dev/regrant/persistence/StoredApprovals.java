package dev.regrant.persistence;

import dev.regrant.application.ApprovalField;
import dev.regrant.application.Page;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Approval;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.SubjectSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Table {@code approval}, with whose decision is waited for. */
final class StoredApprovals extends StoredEntities<AssignmentRequest.Id, Approval> {
  private static final Kind<AssignmentRequest.Id, Approval> KIND =
      new Kind<>("approval", AssignmentRequest.Id::value, Approval::id, Approval::version);

  private static final Table<Approval> TABLE =
      KIND.table(
          "approval",
          List.of(
              Column.constant("requestor_kind", of -> of.requestor().kind()),
              Column.text("requestor_id", of -> of.requestor().id()),
              Column.text("target_id", Approval::target),
              Column.json("stages", of -> Json.array(of.stages(), ApprovalJson::stage))));

  static final Columns<Approval> COLUMNS =
      field ->
          switch ((ApprovalField) field) {
            case ID -> Columns.plain("id");
          };

  StoredApprovals(Session session) {
    super(session, KIND, TABLE);
  }

  @Override
  List<Approval> fetch(String rows, Bindings bindings) {
    return fetch(rows, bindings, StoredApprovals::read);
  }

  private static Approval read(Row row) throws SQLException {
    return new Approval(
        new AssignmentRequest.Id(row.uuid("id")),
        row.bigNumber("version"),
        new Actor(row.constant("requestor_kind", Actor.Kind.class), row.text("requestor_id")),
        row.text("target_id"),
        Json.list(row.json("stages"), ApprovalJson::stage));
  }

  @Override
  public void saveAll(Collection<Approval> approvals) {
    super.saveAll(approvals);
    var ids = approvals.stream().map(approval -> approval.id().value()).toList();
    session.update(
        "delete from approver where tenant_id = :tenant and request_id = any(:ids)",
        new Bindings().array("ids", "uuid", ids));
    var requests = new ArrayList<UUID>();
    var kinds = new ArrayList<String>();
    var approvers = new ArrayList<String>();
    for (Approval approval : approvals) {
      for (SubjectSet asked : approval.awaited()) {
        requests.add(approval.id().value());
        kinds.add(asked.kind().name());
        approvers.add(asked.id().orElseThrow());
      }
    }
    if (!requests.isEmpty()) {
      session.update(
          """
          insert into approver (tenant_id, request_id, kind, approver_id)
          select :tenant, new.request_id, new.kind, new.approver_id
          from unnest(:requests, :kinds, :approvers) as new(request_id, kind, approver_id)
          """,
          new Bindings()
              .array("requests", "uuid", requests)
              .array("kinds", "text", kinds)
              .array("approvers", "text", approvers));
    }
  }

  Set<String> groupsAwaited() {
    return new HashSet<>(
        session.query(
            """
            select distinct approver_id from approver
            where tenant_id = :tenant and kind = 'GROUP_MEMBERS'
            """,
            new Bindings(),
            (results, context) -> new Row(results).text("approver_id")));
  }

  Page<Approval> awaiting(
      String person, Collection<String> groups, int limit, Optional<UUID> after) {
    var bindings =
        new Bindings()
            .text("person", person)
            .array("groups", "text", groups)
            .number("limit", limit + 1);
    after.ifPresent(id -> bindings.uuid("after", id));
    String rows =
        """
        select * from approval where tenant_id = :tenant%s and target_id <> :person
          and not (requestor_kind = 'USER' and requestor_id = :person)
          and id in (
            select request_id from approver
            where tenant_id = :tenant and kind = 'SINGLE_USER' and md5(approver_id) = md5(:person)
              and approver_id = :person
            union
            select request_id from approver
            where tenant_id = :tenant and kind = 'GROUP_MEMBERS'
              and md5(approver_id) = any(array(select md5(name) from unnest(:groups) name))
              and approver_id = any(:groups))
        order by id desc limit :limit
        """
            .formatted(after.isPresent() ? " and id < :after" : "");
    return page(fetch(rows, bindings), limit);
  }

  @Override
  Columns<Approval> columns() {
    return COLUMNS;
  }
}
