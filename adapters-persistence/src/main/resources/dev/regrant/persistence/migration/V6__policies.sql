-- What a policy says, whole. What was stored keeps its meaning.
alter table policy
  add column requestor_settings jsonb,
  add column approval_settings  jsonb not null
    default '{"add":false,"update":false,"requestorJustification":false,"stages":[]}',
  add column questions          jsonb not null default '[]',
  add column extras             jsonb not null default '{"notificationDisabled":false,"extensionStages":[]}';

update policy set
  requestor_settings = jsonb_build_object(
    'selfAdd', self_add_enabled,
    'selfUpdate', false,
    'selfRemove', self_remove_enabled,
    'customSchedule', custom_schedule_allowed,
    'onBehalf', jsonb_build_object('add', false, 'update', false, 'remove', false, 'requestors', '[]'::jsonb)),
  specific_allowed_targets = (
    select coalesce(jsonb_agg(jsonb_build_object('kind', 'SINGLE_USER', 'id', target)), '[]'::jsonb)
    from jsonb_array_elements_text(specific_allowed_targets) target);

alter table policy
  alter column requestor_settings set not null,
  alter column approval_settings drop default,
  alter column questions drop default,
  alter column extras drop default,
  drop column self_add_enabled,
  drop column self_remove_enabled,
  drop column custom_schedule_allowed;
