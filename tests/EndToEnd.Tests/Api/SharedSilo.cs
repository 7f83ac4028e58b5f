namespace ActiveLearning.EndToEnd.Tests.Api;

/// <summary>Tests of calls and hubs share one process: starting one costs more than all their calls together.</summary>
[CollectionDefinition(nameof(SharedSilo), DisableParallelization = true)]
public sealed class SharedSilo : ICollectionFixture<OneSilo>;
