using ActiveLearning.Harness;
using ActiveLearning.Ledger.Tests.Contract;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests;

[Collection(PostgresTests.Name)]
public sealed class PostgresGrantTests(PostgresServer server) : GrantContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresRecordTests(PostgresServer server) : RecordContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresUndoTests(PostgresServer server) : UndoContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresSkipAndReleaseTests(PostgresServer server) : SkipAndReleaseContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresImportTests(PostgresServer server) : ImportContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresProjectTests(PostgresServer server) : ProjectContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresModelTests(PostgresServer server) : ModelContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresInterleavingTests(PostgresServer server) : InterleavingContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresGroupContractTests(PostgresServer server) : GroupContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresWalkTests(PostgresServer server) : WalkContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}

[Collection(PostgresTests.Name)]
public sealed class PostgresSnapshotTests(PostgresServer server) : SnapshotContract
{
    protected override Task<LedgerFixture> OpenAsync() => PostgresLedgerFixture.OpenAsync(server);
}
