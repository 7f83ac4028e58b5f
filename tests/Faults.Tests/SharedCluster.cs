using ActiveLearning.Harness;

namespace ActiveLearning.Faults.Tests;

/// <summary>One cluster of three silos for most tests here; each test works in a project of its own and leaves everything running.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public LocalCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await LocalCluster.StartAsync(silos: 3, networks: Namespaces.WhyNot is null);

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}

/// <summary>Tests that share the cluster run one after another.</summary>
[CollectionDefinition(nameof(OneCluster), DisableParallelization = true)]
public sealed class OneCluster : ICollectionFixture<SharedCluster>;

/// <summary>Tests that start processes of their own run one after another too: the cores are few.</summary>
[CollectionDefinition(nameof(OwnProcesses), DisableParallelization = true)]
public sealed class OwnProcesses;

/// <summary>Tests on the shared cluster. Each begins when all silos are ready: an earlier one may have left a silo that is still starting.</summary>
[Collection(nameof(OneCluster))]
public abstract class SharedClusterTests(SharedCluster shared) : IAsyncLifetime
{
    protected LocalCluster Cluster => shared.Cluster;

    public Task InitializeAsync() => Cluster.UntilAllReadyAsync();

    public Task DisposeAsync() => Task.CompletedTask;
}
