using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Tests.Support;
using ActiveLearning.Ledger.Vectors;

namespace ActiveLearning.Ledger.Tests.Contract;

public abstract class ModelContract : LedgerContract
{
    private static readonly byte[] Artefact = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i % 7 * (i % 13)))];

    [Fact]
    public async Task A_version_and_its_artefact_come_back_as_they_were_stored()
    {
        await HaveItemsAsync(0);
        var model = Samples.Model(1, Clock.GetUtcNow());

        Assert.True(await Ledger.Models.AddAsync(Project, model, Artefact, default));

        Assert.Equal(model, await Ledger.Models.FindAsync(Project, 1, default));
        Assert.Equal(Artefact, await Ledger.Models.ReadArtefactAsync(Project, 1, default));
        Assert.Null(await Ledger.Models.FindAsync(Project, 2, default));
        Assert.Null(await Ledger.Models.ReadArtefactAsync(Project, 2, default));
        Assert.Null(await Ledger.Models.FindChampionAsync(Project, default));
    }

    [Fact]
    public async Task The_newest_lsa_takes_the_place_of_those_before_it_and_a_twin_loses()
    {
        await HaveItemsAsync(0);
        Assert.Null(await Ledger.Vectors.FindPoolLsaAsync(Project, default));

        Assert.True(await Ledger.Vectors.AddPoolLsaAsync(Project, new PoolLsaRow(1, "encoder", 100), [1], default));
        Assert.False(await Ledger.Vectors.AddPoolLsaAsync(Project, new PoolLsaRow(1, "encoder", 90), [2], default));
        Assert.True(await Ledger.Vectors.AddPoolLsaAsync(Project, new PoolLsaRow(2, "encoder", 300), Artefact, default));
        Assert.False(await Ledger.Vectors.AddPoolLsaAsync(Project, new PoolLsaRow(1, "encoder", 100), [1], default));

        Assert.Equal(new PoolLsaRow(2, "encoder", 300), await Ledger.Vectors.FindPoolLsaAsync(Project, default));
        Assert.Equal(Artefact, await Ledger.Vectors.ReadPoolLsaAsync(Project, 2, default));
        Assert.Null(await Ledger.Vectors.ReadPoolLsaAsync(Project, 1, default));
    }

    [Fact]
    public async Task A_twin_trainer_loses_and_a_retry_does_not()
    {
        await HaveItemsAsync(0);
        var model = Samples.Model(1, Clock.GetUtcNow());
        await Ledger.Models.AddAsync(Project, model, Artefact, default);

        Assert.True(await Ledger.Models.AddAsync(Project, model, Artefact, default));
        Assert.False(await Ledger.Models.AddAsync(Project, model with { CreatedAt = model.CreatedAt.AddTicks(10) }, [1], default));
        Assert.Equal(Artefact, await Ledger.Models.ReadArtefactAsync(Project, 1, default));
        Assert.Single(await Ledger.Models.ListAsync(Project, default));
    }

    [Fact]
    public async Task Metrics_are_replaced_as_a_whole()
    {
        await HaveItemsAsync(0);
        await Ledger.Models.AddAsync(Project, Samples.Model(1, Clock.GetUtcNow()), Artefact, default);

        await Ledger.Models.SetMetricsAsync(Project, 1, Samples.Metrics(0.5), default);
        await Ledger.Models.SetMetricsAsync(Project, 1, Samples.Metrics(0.75) with { LogLoss = double.NaN }, default);

        var metrics = (await Ledger.Models.FindAsync(Project, 1, default))!.Metrics!;
        Assert.Equal((0.75, double.NaN, "harm"), (metrics.MacroF1, metrics.LogLoss, metrics.Classes[0].Class));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.Models.SetMetricsAsync(Project, 2, Samples.Metrics(1), default));
    }

    [Fact]
    public async Task The_champion_changes_by_compare_and_set_and_the_one_before_is_archived()
    {
        await HaveItemsAsync(0);
        foreach (var version in new[] { 1, 2, 3 })
        {
            await Ledger.Models.AddAsync(Project, Samples.Model(version, Clock.GetUtcNow()), Artefact, default);
        }

        Assert.False(await Ledger.Models.PromoteAsync(Project, 1, 2, "trainer", "better", default));
        Assert.True(await Ledger.Models.PromoteAsync(Project, 1, null, "trainer", "first", default));
        Assert.False(await Ledger.Models.PromoteAsync(Project, 2, null, "trainer", "behind", default));
        Assert.True(await Ledger.Models.PromoteAsync(Project, 2, 1, "trainer", "better", default));
        Assert.True(await Ledger.Models.PromoteAsync(Project, 2, 1, "trainer", "better", default));
        Assert.False(await Ledger.Models.PromoteAsync(Project, 9, 2, "trainer", "no such version", default));

        Assert.Equal(2, (await Ledger.Models.FindChampionAsync(Project, default))!.Version);
        Assert.Equal(
            [ModelStage.Archived, ModelStage.Champion, ModelStage.Candidate], (await Ledger.Models.ListAsync(Project, default)).Select(model => model.Stage));
    }

    [Fact]
    public async Task Twenty_promotions_at_once_make_one_champion()
    {
        await HaveItemsAsync(0);
        for (var version = 1; version <= 20; version++)
        {
            await Ledger.Models.AddAsync(Project, Samples.Model(version, Clock.GetUtcNow()), [1], default);
        }

        var won = await Task.WhenAll(Enumerable.Range(1, 20).Select(version => Ledger.Models.PromoteAsync(Project, version, null, "trainer", "race", default)));

        Assert.Single(won, true);
        Assert.Single(await Ledger.Models.ListAsync(Project, default), model => model.Stage == ModelStage.Champion);
    }

    [Fact]
    public async Task Stages_other_than_champion_are_set_directly()
    {
        await HaveItemsAsync(0);
        await Ledger.Models.AddAsync(Project, Samples.Model(1, Clock.GetUtcNow()), Artefact, default);

        await Ledger.Models.SetStageAsync(Project, 1, ModelStage.Shadow, "owner", "watch it", default);
        Assert.Equal(ModelStage.Shadow, (await Ledger.Models.FindAsync(Project, 1, default))!.Stage);

        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.Models.SetStageAsync(Project, 1, ModelStage.Champion, "owner", "", default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.Models.SetStageAsync(Project, 2, ModelStage.Archived, "owner", "", default));
        await Ledger.Models.PromoteAsync(Project, 1, null, "owner", "good", default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.Models.SetStageAsync(Project, 1, ModelStage.Archived, "owner", "", default));
    }

    [Fact]
    public async Task Old_archived_artefacts_are_dropped_and_their_lineage_stays()
    {
        await HaveItemsAsync(0);
        for (var version = 1; version <= 4; version++)
        {
            await Ledger.Models.AddAsync(Project, Samples.Model(version, Clock.GetUtcNow()), Artefact, default);
            Clock.Advance(TimeSpan.FromHours(1));
        }

        foreach (var version in new[] { 1, 2, 4 })
        {
            await Ledger.Models.SetStageAsync(Project, version, ModelStage.Archived, "trainer", "worse", default);
        }

        var dropped = await Ledger.Models.DropArtefactsAsync(Project, Clock.GetUtcNow() - TimeSpan.FromHours(3), default);

        Assert.Equal(1, dropped);
        Assert.Null(await Ledger.Models.ReadArtefactAsync(Project, 1, default));
        Assert.NotNull(await Ledger.Models.ReadArtefactAsync(Project, 2, default));
        Assert.Equal(2, await Ledger.Models.DropArtefactsAsync(Project, Clock.GetUtcNow(), default));
        Assert.Equal(4, (await Ledger.Models.ListAsync(Project, default)).Count);
    }

    [Fact]
    public async Task Vectors_come_back_by_partition_and_encoder()
    {
        await HaveItemsAsync(8);
        var first = Chunk(1, "e1", [1, 5]);
        var again = Chunk(1, "e1", [5, 9]);
        foreach (var chunk in new[] { first, Chunk(2, "e1", [2]), again, Chunk(1, "e2", [1]) })
        {
            await Ledger.Vectors.AppendAsync(Project, chunk, default);
        }

        var chunks = new List<VectorChunk>();
        await foreach (var chunk in Ledger.Vectors.ReadAsync(Project, 1, "e1", default))
        {
            chunks.Add(chunk);
        }

        Assert.Equal([first.Ordinals, again.Ordinals], chunks.Select(chunk => chunk.Ordinals));
        Assert.Equal([first.Values, again.Values], chunks.Select(chunk => chunk.Values));
        Assert.Equal((1, "e1", 3), (chunks[0].Partition, chunks[0].EncoderVersion, chunks[0].Dimensions));
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.Vectors.AppendAsync(Project, first with { Dimensions = 2 }, default));
    }

    private static VectorChunk Chunk(int partition, string encoder, int[] ordinals) =>
        new(partition, encoder, ordinals, 3, [.. ordinals.SelectMany(ordinal => new[] { (Half)ordinal, (Half)0.5f, -(Half)ordinal })]);
}
