using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Grouping;
using ActiveLearning.Grains.Hosting;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Grains.Status;
using ActiveLearning.Learning.ControlArm;
using ActiveLearning.Learning.NearDuplicates;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Ledger.Projects;
using ActiveLearning.Ledger.Sqlite;
using ActiveLearning.Ledger.Verification;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace ActiveLearning.Cluster.Tests.Fixture;

/// <summary>Real silos in this process over a real SQLite ledger in a temporary folder, with an encoder that needs no model.</summary>
public class TestCluster : IAsyncLifetime
{
    private static readonly string[] Words = ["apple", "bridge", "candle", "desert", "engine", "forest", "garden", "harbor", "island", "jungle", "kettle", "ladder"];

    private readonly string _folder = Directory.CreateTempSubdirectory("al-cluster-").FullName;
    private InProcessTestCluster _cluster = null!;
    private SqliteLedger _sqlite = null!;
    private int _projects;

    public ShiftedClock Clock { get; } = new();

    public FailingLedger Ledger { get; private set; } = null!;

    public IGrainFactory Grains => _cluster.Client;

    protected virtual string Encoder => "projected-ngrams";

    public async Task InitializeAsync()
    {
        _sqlite = new SqliteLedger(new SqliteLedgerOptions { DataFile = Path.Combine(_folder, "ledger.db") }, Clock);
        Ledger = new FailingLedger(_sqlite);
        await StartAsync();
    }

    /// <summary>New silos over the same ledger: nothing of what the old ones had in memory is left.</summary>
    public async Task RestartAsync()
    {
        await _cluster.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo.AddMemoryGrainStorageAsDefault());
        builder.ConfigureSiloHost((_, host) =>
        {
            host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Encoding:Encoder"] = Encoder,
                ["Leases:DisconnectGrace"] = "00:00:00.2",
                ["Leases:SwapMargin"] = "0.1",
                ["Insight:Pace"] = "00:00:00.2",
            });
            host.Services.AddSingleton<ILedger>(Ledger);
            host.Services.AddActiveLearningGrains(host.Configuration);
            // Orleans keeps the real clock for its own timers; ours reads the moved one.
            host.Services.AddSingleton<TimeProvider>(Clock);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();

        // What is placed before silos know each other moves a moment later, in the middle of a test.
        await Eventually.HoldsAsync(() => Task.FromResult(Silos.All(KnowsAll)), "the silos know each other");

        bool KnowsAll(SiloAddress silo) =>
            Silos.All(ServiceOf<ISiloStatusOracle>(silo).GetApproximateSiloStatuses(onlyActive: true).ContainsKey) && Silos.All(ServiceOf<IClusterManifestProvider>(silo).Current.Silos.ContainsKey);
    }

    public async Task DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _sqlite.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task<TestProject> CreateProjectAsync(
        int overlap = 1, double controlArmShare = 0, string strategy = "margin", int classes = 2, TimeSpan? leaseDuration = null, bool nearDuplicates = false, double[]? classShares = null)
    {
        var id = $"p{Interlocked.Increment(ref _projects)}";
        var standard = new DatasetStandard(1, [.. Enumerable.Range(0, classes).Select(c => new LabelClass($"class{c}"))], "", overlap, classShares);
        var created = await Grains.GetGrain<IProjectGrain>(GrainKeys.Project(id))
            .Create(new NewProject(id, id, standard, controlArmShare, strategy, leaseDuration ?? TimeSpan.FromMinutes(5), 4, 7, nearDuplicates));
        return new TestProject(this, created.Project);
    }

    public static string TextOf(int seed)
    {
        var random = new Random(seed);
        return string.Join(' ', Enumerable.Range(0, 8).Select(_ => Words[random.Next(Words.Length)] + random.Next(1000)));
    }

    /// <summary>Lets an item's activation go, as it does when nobody has touched the item for two minutes.</summary>
    public Task PutToSleepAsync(TestProject project, int ordinal) =>
        _cluster.DeactivateAsync(Grains.GetGrain<IContentItemGrain>(GrainKeys.Item(project.Row.Id, ordinal)));

    /// <summary>Lets an annotator's activation go.</summary>
    public Task PutToSleepAsync(TestProject project, string annotator) =>
        _cluster.DeactivateAsync(Grains.GetGrain<IAnnotatorGrain>(GrainKeys.Annotator(project.Row.Id, annotator)));

    /// <summary>Lets any grain's activation go.</summary>
    public Task PutToSleepAsync(IGrain grain) => _cluster.DeactivateAsync(grain);

    /// <summary>Silos that have a grain in memory: none while it sleeps, two for a moment while it moves. Where callers last knew it says nothing of that.</summary>
    public async Task<SiloAddress[]> SilosOfAsync(IGrain grain) =>
        [.. (await Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).Where(activation => activation.GrainId == grain.GetGrainId()).Select(activation => activation.SiloAddress)];

    /// <summary>Whether a grain is in memory of any silo.</summary>
    public async Task<bool> IsAwakeAsync(IGrain grain) => (await SilosOfAsync(grain)).Length > 0;

    /// <summary>The silos, in the order of their start.</summary>
    public IReadOnlyList<SiloAddress> Silos => [.. _cluster.Silos.Select(silo => silo.SiloAddress)];

    /// <summary>What a silo has of a service.</summary>
    public T ServiceOf<T>(SiloAddress silo)
        where T : notnull => _cluster.Silos.Single(s => s.SiloAddress.Equals(silo)).ServiceProvider.GetRequiredService<T>();

    public ProjectStatusReader Status => new(Ledger, Grains);
}

/// <summary>A project of the test cluster and what tests do with it.</summary>
public sealed record TestProject(TestCluster Cluster, ProjectRow Row)
{
    public IAnnotatorGrain Annotator(string name) => Cluster.Grains.GetGrain<IAnnotatorGrain>(GrainKeys.Annotator(Row.Id, name));

    public Task ImportAsync(int count, int from = 0, ItemSplit split = ItemSplit.Pool) => ImportAsync(
        [.. Enumerable.Range(from, count).Select(i => ($"i{i}", TestCluster.TextOf(i), split == ItemSplit.Test ? i % Row.Standard.Classes.Count : (int?)null))], split);

    public async Task ImportAsync(
        IReadOnlyList<(string Id, string Text, int? Gold)> items, ItemSplit split = ItemSplit.Pool, Func<string, Dictionary<string, string>>? attributes = null)
    {
        var rows = items.Select(i => new NewItem(
            i.Id,
            i.Text,
            attributes?.Invoke(i.Id) ?? [],
            i.Gold,
            split,
            GrainKeys.PartitionOf(i.Id, Row.Partitions),
            WalkRank.Of(unchecked((ulong)Row.WalkSeed), i.Id),
            Row.NearDuplicates ? NormalText.Of(i.Text).Key() : null)).ToArray();
        foreach (var slice in rows.Chunk(IItemLedger.MaximumSlice))
        {
            await Cluster.Ledger.Items.ImportAsync(Row.Key, slice, CancellationToken.None);
        }

        await Cluster.Grains.GetGrain<IGroupingGrain>(GrainKeys.Project(Row.Id)).ItemsImported();
        await Task.WhenAll(Enumerable.Range(0, Row.Partitions)
            .Select(p => Cluster.Grains.GetGrain<IPoolPartitionGrain>(GrainKeys.Partition(Row.Id, p)).ItemsImported()));
    }

    public async Task<ProjectStatus> StatusAsync() =>
        await Cluster.Status.ReadAsync((await Cluster.Grains.GetGrain<IProjectGrain>(GrainKeys.Project(Row.Id)).Read())!, CancellationToken.None);

    /// <summary>The newest version that was judged, champion or kept back.</summary>
    public async Task<ModelVersionRow?> NewestVersionAsync() =>
        (await Cluster.Ledger.Models.ListAsync(Row.Key, CancellationToken.None)).LastOrDefault(v => v.Stage != ModelStage.Candidate);

    public Task<ProjectStatus> EncodedAsync() => Eventually.GetAsync(StatusAsync, s => s.Encoded == s.Items.Total, "everything is encoded");

    /// <summary>Every promise of the ledger, checked after a scenario. The checks read one after another, so a swap between two of them shows as a difference; what is really wrong stays wrong.</summary>
    public async Task VerifyLedgerAsync() => await Eventually.GetAsync(
        async () =>
        {
            var checks = await new LedgerVerifier(Cluster.Ledger, Cluster.Clock).VerifyAsync(Row.Key, CancellationToken.None);
            return string.Join("; ", checks.Where(c => !c.Holds).Select(c => $"{c.Name}: {c.Detail}"));
        },
        broken => broken.Length == 0,
        "every promise of the ledger holds");

    /// <summary>Lets an annotator's activation move to a silo, as a screen there would. Silos that have only just started do not know yet what the other can host, and the grain stays where it is until it is asked again.</summary>
    public Task ComeAsync(string annotator, SiloAddress silo) => Eventually.HoldsAsync(
        async () =>
        {
            await Annotator(annotator).ComeTo(silo);
            await Annotator(annotator).Refresh(offerSwaps: false);
            return await Cluster.SilosOfAsync(Annotator(annotator)) is [var only] && only.Equals(silo);
        },
        $"{annotator} is on {silo}");

    public async Task<LeasedItem> LeaseOneAsync(string annotator) => Assert.Single(await Annotator(annotator).Lease(1));
}
