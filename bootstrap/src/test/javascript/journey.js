// The core journey by @microsoft/microsoft-graph-client, which knows nothing of Regrant but its address.
// Its one argument is JSON: where the server is, who calls, and what was set up. What the directory
// is to do is said on the standard output, and done when a line comes back.
'use strict';

const assert = require('node:assert/strict');
const { createInterface } = require('node:readline');
const { Client, GraphError, PageIterator } = require('@microsoft/microsoft-graph-client');

const PATIENCE = 120_000;
setTimeout(() => {
  console.error(`not done after ${PATIENCE} ms`);
  process.exit(1);
}, PATIENCE).unref();

const world = JSON.parse(process.argv[2]);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const beta = world.version === 'beta';
const requests = beta ? 'accessPackageAssignmentRequests' : 'assignmentRequests';
const assignment = beta ? 'accessPackageAssignment' : 'assignment';
const state = beta ? 'requestState' : 'state';
const stages = beta ? 'steps' : 'stages';
const catalog = beta ? 'accessPackageCatalog' : 'catalog';
const said = (text) => (beta ? text[0].toUpperCase() + text.slice(1) : text);

function caller(token) {
  return Client.initWithMiddleware({
    baseUrl: world.baseUrl,
    customHosts: new Set(['localhost']),
    defaultVersion: world.version,
    authProvider: { getAccessToken: async () => token },
  });
}

const admin = caller(world.tokens.admin);
const path = (...segments) =>
  ['/identityGovernance/entitlementManagement', ...segments].join('/');

async function directory(what) {
  console.log(`directory ${what}`);
  const { value } = await lines.next();
  assert.equal(value, 'done');
}

/** What the call gives once it is as wished for. */
async function eventually(call, isWished) {
  for (;;) {
    const answer = await call();
    if (isWished(answer)) {
      return answer;
    }
    await new Promise((next) => setTimeout(next, 100));
  }
}

function reaches(id, wanted) {
  return eventually(
    () => admin.api(path(requests, id)).get(),
    (request) => request[state] === said(wanted),
  );
}

async function refused(call, status, code) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof GraphError, `not a GraphError: ${error}`);
    assert.equal(error.statusCode, status);
    assert.equal(error.code, code);
    assert.ok(error.message.length > 0 && error.requestId.length > 0);
    return true;
  });
}

async function listsPackages() {
  const first = await admin
    .api(path('accessPackages'))
    .filter(`${catalog}/id eq '${world.catalog}'`)
    .expand(catalog)
    .top(2)
    .get();
  assert.equal(first.value.length, 2);
  assert.ok(first['@odata.nextLink'].startsWith(world.baseUrl));
  const all = [];
  await new PageIterator(admin, first, (one) => {
    all.push(one);
    return true;
  }).iterate();
  assert.deepEqual(all.map((one) => one.id).sort(), [...world.packages].sort());
  assert.ok(all.every((one) => one[catalog].id === world.catalog));
}

async function failsAndIsReprocessed() {
  await directory('goes down');
  const submitted = await admin.api(path(requests)).post({
    requestType: said('adminAdd'),
    [assignment]: {
      targetId: world.person,
      assignmentPolicyId: world.policy,
      accessPackageId: world.accessPackage,
    },
  });
  assert.equal(submitted[state], said('submitted'));
  await reaches(submitted.id, 'deliveryFailed');

  await directory('comes back');
  await admin.api(path(requests, submitted.id, 'reprocess')).post();
  await reaches(submitted.id, 'delivered');
  await refused(
    admin.api(path(requests, submitted.id, 'reprocess')).post(),
    409,
    'RequestNotReprocessable',
  );

  const found = await admin
    .api(path(requests))
    .filter(`accessPackage/id eq '${world.accessPackage}' and ${state} eq '${said('delivered')}'`)
    .expand(`${assignment}($expand=target)`)
    .count(true)
    .get();
  assert.equal(found['@odata.count'], 1);
  assert.equal(found.value[0].id, submitted.id);
  assert.equal(found.value[0][assignment].target.objectId, world.person);
}

async function isApproved() {
  const asked = await caller(world.tokens.person)
    .api(path(requests))
    .post({
      requestType: said('userAdd'),
      justification: 'I start on Monday',
      [assignment]: { accessPackageId: world.approved, assignmentPolicyId: world.approvedPolicy },
    });
  const approver = caller(world.tokens.approver);
  const approvals = path('accessPackageAssignmentApprovals');
  const waiting = await eventually(
    () => approver.api(`${approvals}/filterByCurrentUser(on='approver')`).expand(stages).get(),
    (answer) => answer.value.length > 0,
  );
  assert.equal(waiting.value[0].id, asked.id);
  const [stage] = waiting.value[0][stages];
  assert.equal(stage.assignedToMe, true);
  await approver
    .api(`${approvals}/${asked.id}/${stages}/${stage.id}`)
    .patch({ reviewResult: 'Approve', justification: 'As agreed' });
  const delivered = await reaches(asked.id, 'delivered');
  assert.equal(delivered.justification, 'I start on Monday');
}

async function isToldWhatIsWrong() {
  const unknown = '00000000-0000-4000-8000-000000000000';
  await refused(admin.api(path(requests, unknown)).get(), 404, 'ResourceNotFound');
  await refused(admin.api(path(requests, 'nonsense')).get(), 400, 'InvalidId');
  await refused(
    admin.api(path(requests)).filter(`${state} is great`).get(),
    400,
    'InvalidFilter',
  );
  await refused(admin.api(path(requests)).post({}), 400, 'InvalidModel');
  await refused(
    caller(world.tokens.person).api(path(requests)).get(),
    403,
    'Authorization_RequestDenied',
  );
  await refused(
    caller('nonsense').api(path(requests)).get(),
    401,
    'InvalidAuthenticationToken',
  );
}

(async () => {
  await listsPackages();
  await failsAndIsReprocessed();
  await isApproved();
  await isToldWhatIsWrong();
  console.log('journey done');
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
