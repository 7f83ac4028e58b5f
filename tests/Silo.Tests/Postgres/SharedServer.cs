using ActiveLearning.Harness;

namespace ActiveLearning.Silo.Tests.Postgres;

/// <summary>One PostgreSQL server for the tests that need one; each takes a database of its own.</summary>
[CollectionDefinition(nameof(SharedServer))]
public sealed class SharedServer : ICollectionFixture<PostgresServer>;
