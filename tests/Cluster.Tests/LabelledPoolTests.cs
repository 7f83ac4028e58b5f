using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Learning.Coverage;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Ledger.Labels;
using CsCheck;
using Microsoft.Extensions.Options;

namespace ActiveLearning.Cluster.Tests;

/// <summary>What a silo keeps of the labelled items, read from the ledger bit by bit.</summary>
public sealed class LabelledPoolTests(TestCluster cluster) : IClassFixture<TestCluster>, IAsyncLifetime
{
    private const int Items = 4;

    private EncodingLane encoder = null!;

    public Task InitializeAsync()
    {
        encoder = new EncodingLane(new ProjectedNgramEncoder(), new LabellingActivity(TimeProvider.System), Options.Create(new EncodingOptions()));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await encoder.DisposeAsync();

    [Fact]
    public async Task Read_bit_by_bit_it_holds_what_it_holds_read_at_once() => await
        Gen.Select(Gen.Int[0, Items - 1], Gen.Int[0, 2], Gen.Int[0, 1], Gen.Bool, Gen.Bool).Array[1, 20].SampleAsync(
            async steps =>
            {
                var project = await cluster.CreateProjectAsync(overlap: 3);
                await project.ImportAsync(Items);
                using var followed = PoolOf(project);
                using var full = PoolOf(project, maximumLabels: 1);
                var answered = new Dictionary<(int Item, string Annotator), long>();
                foreach (var (item, who, label, takesBack, reads) in steps)
                {
                    var annotator = $"a{who}";
                    if (!answered.ContainsKey((item, annotator)))
                    {
                        answered.Add((item, annotator), await LabelAsync(project, item, annotator, label));
                    }
                    else if (takesBack && answered.Keys.Count(key => key.Item == item) < 3)
                    {
                        answered.Remove((item, annotator), out var sequence);
                        var undone = await ItemOf(project, item).Undo(sequence, annotator);
                        await ItemOf(project, item).Release(undone.Item!.Lease.Id, LeaseEnd.Disconnected);
                    }

                    if (reads)
                    {
                        await followed.RefreshAsync(CancellationToken.None);
                        await full.RefreshAsync(CancellationToken.None);
                    }
                }

                using var anew = PoolOf(project);
                var (left, right) = (await followed.RefreshAsync(CancellationToken.None), await anew.RefreshAsync(CancellationToken.None));
                Assert.Equal(Facts(right), Facts(left));
                Assert.Equal(right.ByClass, left.ByClass);
                Assert.Equal(answered.Keys.Select(key => key.Item).Distinct().Order(), left.Items.Select(item => item.Ordinal).Order());
                Assert.Equal(left.Items.Select(item => item.Since).Order(), left.Items.Select(item => item.Since));
                Assert.Equal(left.Items.Select(item => item.Ordinal), Places(left).Select(place => place.Ordinal));

                var beyond = await full.RefreshAsync(CancellationToken.None);
                Assert.Equal(right.ByClass, beyond.ByClass);
                Assert.Equal(Places(right).Select(Facts).Order(), Places(beyond).Select(Facts).Order());
            },
            iter: 20,
            threads: 1);

    [Fact]
    public async Task Beyond_as_many_labels_as_heads_learn_from_only_places_are_kept()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(Items);
        await project.EncodedAsync();
        using var pool = PoolOf(project, maximumLabels: 2);
        for (var item = 0; item < Items; item++)
        {
            await LabelAsync(project, item, "ann", item % 2);
            await pool.RefreshAsync(CancellationToken.None);
        }

        Assert.Equal([2, 2], pool.Current.ByClass);
        Assert.Equal([0, 1], pool.Current.Items.Select(item => item.Ordinal));
        Assert.Equal([0, 1, 2, 3], Places(pool.Current).Select(place => place.Ordinal));
        Assert.All(Places(pool.Current), place => Assert.NotEqual(0, place.Scale));
        Assert.Equal(pool.Current.Items[1].Features.Packed.Codes, pool.Current.Places[1].Codes.ToArray());
    }

    private static (int Ordinal, int Class, bool IsControl, long Sequence, int Ngrams)[] Facts(LabelledSnapshot snapshot) =>
        [.. snapshot.Items.OrderBy(item => item.Ordinal).Select(item => (item.Ordinal, item.Class, item.IsControl, item.Sequence, item.Features.NgramCount))];

    private static (int Ordinal, float Scale, int Codes) Facts(LabelledPlace place) => (place.Ordinal, place.Scale, place.Codes.ToArray().Sum(code => code));

    private static IEnumerable<LabelledPlace> Places(LabelledSnapshot snapshot) => Enumerable.Range(0, snapshot.Places.Count).Select(index => snapshot.Places[index]);

    private LabelledPool PoolOf(TestProject project, int maximumLabels = 1_000) =>
        new(project.Row, cluster.Ledger, cluster.Grains, encoder, new PoolLsas(cluster.Ledger, encoder), maximumLabels);

    private IContentItemGrain ItemOf(TestProject project, int item) =>
        cluster.ServiceOf<IGrainFactory>(cluster.Silos[0]).GetGrain<IContentItemGrain>(GrainKeys.Item(project.Row.Id, item));

    private async Task<long> LabelAsync(TestProject project, int item, string annotator, int label)
    {
        var grant = await ItemOf(project, item).Grant(annotator, LeaseChannel.Hub, new LeaseGrounds(Arm.Learn, "margin", LeaseReason.Random, 0, 0, null, []));
        return (await ItemOf(project, item).Record(grant.Item!.Lease.Id, label, 500)).Label!.Sequence;
    }
}
