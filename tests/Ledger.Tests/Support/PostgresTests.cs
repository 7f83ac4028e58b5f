using ActiveLearning.Harness;

namespace ActiveLearning.Ledger.Tests.Support;

/// <summary>Tests that share one PostgreSQL server, which runs as long as they do.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresTests : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
