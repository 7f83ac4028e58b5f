using ActiveLearning.Ledger.Tests.Contract;
using ActiveLearning.Ledger.Tests.Support;

namespace ActiveLearning.Ledger.Tests;

public sealed class SqliteGrantTests : GrantContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteRecordTests : RecordContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteUndoTests : UndoContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteSkipAndReleaseTests : SkipAndReleaseContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteImportTests : ImportContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteProjectTests : ProjectContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteModelTests : ModelContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteInterleavingTests : InterleavingContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteGroupContractTests : GroupContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteWalkTests : WalkContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}

public sealed class SqliteSnapshotTests : SnapshotContract
{
    protected override Task<LedgerFixture> OpenAsync() => Task.FromResult<LedgerFixture>(new SqliteLedgerFixture());
}
