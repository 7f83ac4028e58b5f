using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Training;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Models;
using Orleans.Core.Internal;

namespace ActiveLearning.Cluster.Tests;

public sealed class LearningLoopTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static int TruthOf(string text) => text.Contains("apple", StringComparison.Ordinal) ? 1 : 0;

    [Fact]
    public async Task Before_there_is_a_model_what_comes_in_later_stands_for_its_part_of_the_pool()
    {
        var project = await cluster.CreateProjectAsync();
        var partitions = Enumerable.Range(0, project.Row.Partitions).Select(p => cluster.Grains.GetGrain<IPoolPartitionGrain>(GrainKeys.Partition(project.Row.Id, p))).ToArray();
        await project.ImportAsync(300);
        await Eventually.HoldsAsync(async () => (await Task.WhenAll(partitions.Select(p => p.GetCoverage()))).All(part => part.Front > 0), "every partition has a front");

        await project.ImportAsync([.. Enumerable.Range(300, 300).Select(i => ($"i{i}", Reversed(TestCluster.TextOf(i)), (int?)null))]);

        await Eventually.HoldsAsync(
            async () => (await Task.WhenAll(partitions.Select(FirstOfFrontAsync))).All(first => first.Any(item => item.Ordinal >= 300)), "every front holds newer items");
    }

    [Fact]
    public async Task Labels_make_a_version_that_scores_the_pool_and_ranks_by_doubt()
    {
        var project = await cluster.CreateProjectAsync(controlArmShare: 0.1);
        await project.ImportAsync(300);
        await project.EncodedAsync();

        await LabelAsync(project, 40);
        await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 40, "a version saw all 40 labels", 60);
        var status = await Eventually.GetAsync(project.StatusAsync, s => s.Champion is not null && s.Scored > 0, "the champion has scored the pool");
        var lease = await Eventually.GetAsync(
            async () => (await project.Annotator("reader").Lease(1)).Single().Lease.Grounds,
            g => g.ModelVersion is not null,
            "a lease carries the version that chose it");

        Assert.Equal("outOfFold", status.Champion!.Metrics!.Source);
        Assert.True(status.Coverage.LabelledShare > 0.1);
        Assert.Equal("margin", lease.Strategy);
        Assert.Equal(2, lease.Probabilities.Length);
        Assert.Equal(1, lease.Probabilities.Sum(), 3);
    }

    [Fact]
    public async Task With_held_out_items_metrics_come_from_them()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync([.. Enumerable.Range(0, 100).Select(i => ($"i{i}", TestCluster.TextOf(i), (int?)null))]);
        await project.ImportAsync(
            [.. Enumerable.Range(500, 80).Select(i => ($"t{i}", TestCluster.TextOf(i), (int?)TruthOf(TestCluster.TextOf(i))))], ItemSplit.Test);
        await project.EncodedAsync();

        await LabelAsync(project, 30);
        var status = await Eventually.GetAsync(project.StatusAsync, s => s.Champion?.Metrics is not null, "a champion was evaluated");

        Assert.Equal("test", status.Champion!.Metrics!.Source);
        Assert.Equal(80, status.Champion.Metrics.Items);
    }

    [Fact]
    public async Task A_version_that_an_earlier_process_left_unjudged_is_archived()
    {
        var project = await cluster.CreateProjectAsync();
        var left = new ModelVersionRow(1, ModelStage.Candidate, 0, 5, 1, "encoder", DateTimeOffset.UnixEpoch, null);
        Assert.True(await cluster.Ledger.Models.AddAsync(project.Row.Key, left, [1], CancellationToken.None));

        await project.ImportAsync(20);
        await cluster.Grains.GetGrain<ITrainerGrain>(GrainKeys.Project(project.Row.Id)).Wake();

        await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Stage == ModelStage.Archived, "the version is archived");
    }

    [Fact]
    public async Task A_version_whose_judging_failed_is_archived_and_its_labels_are_fitted_again()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(60);
        await project.EncodedAsync();

        cluster.Ledger.RefuseNextMetrics();
        await LabelAsync(project, 10);

        await Eventually.GetAsync(project.NewestVersionAsync, v => v is { Labels: 10, Metrics: not null }, "a version saw 10 labels and was judged", 60);
        var versions = await cluster.Ledger.Models.ListAsync(project.Row.Key, CancellationToken.None);
        Assert.DoesNotContain(versions, v => v.Stage == ModelStage.Candidate);
        Assert.Contains(versions, v => v is { Stage: ModelStage.Archived, Metrics: null });
    }

    [Fact]
    public async Task A_label_that_teaches_nothing_counts_as_seen()
    {
        const string Text = "when you eat food that is too hot and start breathing like a dragon in the middle of the night everybody looks at your plate";
        var project = await cluster.CreateProjectAsync(nearDuplicates: true);
        await project.ImportAsync(60);
        await project.EncodedAsync();
        await LabelAsync(project, 20);
        await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 20, "a version saw 20 labels", 60);
        await project.ImportAsync([("twin", Text, null)]);
        await project.ImportAsync([("t", $"lol {Text}", 1)], ItemSplit.Test);
        await Eventually.HoldsAsync(async () => (await project.StatusAsync()).NearDuplicates!.TestTwins == 1, "the twin is found");

        var twin = cluster.Grains.GetGrain<IContentItemGrain>(GrainKeys.Item(project.Row.Id, 60));
        var lease = (await twin.Grant("ann", LeaseChannel.Http, new LeaseGrounds(Arm.Learn, "margin", LeaseReason.Margin, 0, 0, null, []))).Item!.Lease;
        Assert.Equal("twin", lease.ItemId);
        await twin.Record(lease.Id, 1, 500);

        await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 21, "a version saw 21 labels", 60);
    }

    [Fact]
    public async Task A_partition_that_wakes_anew_answers_with_every_stored_vector()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(60);
        await project.EncodedAsync();
        var partition = cluster.Grains.GetGrain<IPoolPartitionGrain>(GrainKeys.Partition(project.Row.Id, 0));
        var encoded = (await partition.GetCoverage()).EncodedPool;

        await partition.Cast<IGrainManagementExtension>().DeactivateOnIdle();
        var vectors = await partition.FeaturesOf([.. Enumerable.Range(0, 60)]);

        Assert.True(encoded > 0);
        Assert.Equal(encoded, vectors.Ordinals.Length);
    }

    [Fact]
    public async Task Figures_are_told_by_script_where_there_are_two()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(60);
        await project.ImportAsync(
            [
                .. Enumerable.Range(500, 40).Select(i => ($"t{i}", TestCluster.TextOf(i), (int?)TruthOf(TestCluster.TextOf(i)))),
                .. Enumerable.Range(600, 20).Select(i => ($"t{i}", $"Совсем другое дело {i}", (int?)0)),
            ],
            ItemSplit.Test);
        await project.EncodedAsync();

        await LabelAsync(project, 20);
        var status = await Eventually.GetAsync(project.StatusAsync, s => s.Champion?.Metrics is not null, "a champion was evaluated");

        Assert.Equal([("Latin", 40), ("Cyrillic", 20)], status.Champion!.Metrics!.Scripts!.Select(script => (script.Script, script.Items)));
    }

    [Fact]
    public async Task From_a_hundred_labels_on_decisions_move_towards_the_shares_that_the_owner_states()
    {
        // Stated against what the labels say, so that following them shows.
        var project = await cluster.CreateProjectAsync(classShares: [0.02, 0.98]);
        await project.ImportAsync(300);
        await project.ImportAsync(
            [.. Enumerable.Range(500, 80).Select(i => ($"t{i}", TestCluster.TextOf(i), (int?)TruthOf(TestCluster.TextOf(i))))], ItemSplit.Test);
        await project.EncodedAsync();

        await LabelAsync(project, 90);
        var before = await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 90 && v.Metrics is not null, "a version saw 90 labels", 60);
        await LabelAsync(project, 20);
        var after = await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 110 && v.Metrics is not null, "a version saw 110 labels", 60);

        double Decided(ModelVersionRow version) => version.Metrics!.Classes[1] is { Precision: > 0 } c ? c.Recall * c.Support / c.Precision : 0;
        Assert.True(Decided(after!) > Decided(before!), $"{Decided(before!)} items of the class at 90 labels, {Decided(after!)} at 110");
    }

    [Fact]
    public async Task The_control_arm_gets_its_share_in_the_order_of_the_walk()
    {
        var project = await cluster.CreateProjectAsync(controlArmShare: 0.2);
        await project.ImportAsync(200);

        var leases = new List<(Arm Arm, string Item)>();
        for (var i = 0; i < 50; i++)
        {
            var lease = await project.LeaseOneAsync("ann");
            leases.Add((lease.Lease.Grounds.Arm, lease.Lease.ItemId));
            await project.Annotator("ann").Submit(lease.Lease.Id, TruthOf(lease.Text), 500);
        }

        long RankOf(string id) => Learning.ControlArm.WalkRank.Of(unchecked((ulong)project.Row.WalkSeed), id);
        var control = leases.Where(l => l.Arm == Arm.Control).Select(l => l.Item).ToArray();
        var labelled = leases.Select(l => l.Item).ToHashSet();
        var reached = control.Max(RankOf);
        var holes = Enumerable.Range(0, 200).Select(i => $"i{i}").Count(id => !labelled.Contains(id) && RankOf(id) < reached);
        Assert.InRange(control.Length, 9, 11);

        // Below the reached rank only what a router has set aside may be open: two items a partition.
        Assert.InRange(holes, 0, 2 * project.Row.Partitions);
    }

    [Fact]
    public async Task An_undone_label_leaves_the_next_version()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(50);
        var last = await LabelAsync(project, 10);
        await Eventually.GetAsync(project.NewestVersionAsync, v => v?.Labels == 10, "a version saw 10 labels");

        await project.Annotator("ann").Undo(last);

        await Eventually.GetAsync(
            () => cluster.Ledger.Models.ListAsync(project.Row.Key, CancellationToken.None), v => v[^1].Labels == 9, "the next version sees 9 labels");
    }

    private static string Reversed(string text) => new([.. text.Reverse()]);

    /// <summary>Looks without taking: what was asked for is put back.</summary>
    private static async Task<IReadOnlyList<FrontItem>> FirstOfFrontAsync(IPoolPartitionGrain partition)
    {
        var first = (await partition.TakeFront(12, null, [], [])).Items;
        await partition.PutBack([.. first.Select(item => item.Ordinal)], ofWalk: false);
        return first;
    }

    private static async Task<long> LabelAsync(TestProject project, int count)
    {
        var last = 0L;
        for (var i = 0; i < count; i++)
        {
            var lease = await project.LeaseOneAsync("ann");
            last = (await project.Annotator("ann").Submit(lease.Lease.Id, TruthOf(lease.Text), 500)).Label!.Sequence;
        }

        return last;
    }
}
