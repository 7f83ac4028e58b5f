namespace ActiveLearning.EndToEnd.Tests;

/// <summary>Tests that start processes share the machine's cores badly, so they run one after another.</summary>
[CollectionDefinition(nameof(OneProcessAtATime), DisableParallelization = true)]
public sealed class OneProcessAtATime;
