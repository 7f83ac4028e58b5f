using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Encoding;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Cluster.Tests.Partitions;

public sealed class ScoringPassTests : IAsyncLifetime
{
    private const int Dimensions = 64;
    private const int Rows = 9_000;

    private readonly ComputeLane _lane = new("test", 1, 8);
    private readonly FeatureBlock _block = new(Dimensions);
    private HeadSession _head = null!;

    public Task InitializeAsync()
    {
        var items = SyntheticStream.Generate(seed: 3, count: Rows).ToArray();
        using var encoder = new ProjectedNgramEncoder(Dimensions);
        var embeddings = new float[Rows * Dimensions];
        encoder.Encode([.. items.Select(item => item.Text)], embeddings, 1, CancellationToken.None);
        var set = new TrainingSet(SyntheticStream.Classes.Count, Dimensions);
        for (var row = 0; row < Rows; row++)
        {
            var ngrams = HashedNgrams.Extract(items[row].Text);
            _block.Add(ngrams);
            if (row % 10 != 0)
            {
                _block.SetEmbedding(row, embeddings.AsSpan(row * Dimensions, Dimensions));
            }

            if (row < 60)
            {
                set.Add(ngrams, _block.Embedding(row), items[row].Class);
            }
        }

        _head = HeadSession.Load(HeadTrainer.Fit(set, null, CancellationToken.None).Head.ToOnnx());
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _head.Dispose();
        await _lane.DisposeAsync();
    }

    [Fact]
    public async Task Readers_see_nothing_before_adoption_then_the_rows_near_the_front_and_in_the_end_every_encoded_row()
    {
        var table = new ProbabilityTable(_head.Classes, 0);
        int[] near = [8_001, 17, 4_242];
        var pass = new ScoringPass(1, _head, _block, near, 0);

        while (!pass.IsNearDone)
        {
            await pass.StepNearAsync(_lane, CancellationToken.None);
        }

        Assert.Equal(0, table.CountScored());
        pass.Adopt(table, null, []);
        Assert.Equal(near.Order(), Enumerable.Range(0, Rows).Where(table.Has));
        while (!pass.IsDone)
        {
            await pass.StepAsync(_lane, CancellationToken.None);
        }

        Assert.Equal(Enumerable.Range(0, Rows).Where(row => row % 10 != 0), Enumerable.Range(0, Rows).Where(table.Has));
        Assert.Equal(_block.EncodedCount, pass.Scored);
        var expected = new float[Rows * _head.Classes];
        _head.Score(_block, 0, Rows, expected);
        var read = new float[_head.Classes];
        foreach (var row in Enumerable.Range(0, Rows).Where(table.Has))
        {
            table.CopyTo(row, read);
            Assert.Equal(expected.AsSpan(row * _head.Classes, _head.Classes).ToArray(), read, (a, b) => Math.Abs(a - b) < 1e-4f);
        }
    }

    [Fact]
    public async Task A_pass_that_was_overtaken_is_gone_on_with_where_it_stopped()
    {
        var table = new ProbabilityTable(_head.Classes, 0);
        var overtaken = new ScoringPass(1, _head, _block, [], 0);
        overtaken.Adopt(table, null, []);
        await overtaken.StepAsync(_lane, CancellationToken.None);

        var next = new ScoringPass(2, _head, _block, [], overtaken.Next);
        next.Adopt(table, null, []);
        await next.StepAsync(_lane, CancellationToken.None);

        Assert.InRange(overtaken.Next, 4_096, Rows - 1);
        Assert.True(table.Has(overtaken.Next + 1));

        // Neither was done, and together they came to every row.
        Assert.False(overtaken.IsDone || next.IsDone);
        Assert.Equal(_block.EncodedCount, table.CountScored());
    }

    [Fact]
    public async Task The_shortlist_of_a_pass_holds_the_rows_in_greatest_doubt_and_those_likeliest_of_a_wanted_class()
    {
        var table = new ProbabilityTable(_head.Classes, 0);
        var shortlist = new Shortlist(new Trail(1), new Random(1));
        var pass = new ScoringPass(1, _head, _block, [5, 6, 7], 100);
        while (!pass.IsNearDone)
        {
            await pass.StepNearAsync(_lane, CancellationToken.None);
        }

        pass.Adopt(table, shortlist, []);
        while (!pass.IsDone)
        {
            await pass.StepAsync(_lane, CancellationToken.None);
        }

        var probabilities = new float[_head.Classes];
        float Doubt(int row)
        {
            table.CopyTo(row, probabilities);
            return Margin.Doubt(probabilities);
        }

        float Likelihood(int row)
        {
            table.CopyTo(row, probabilities);
            return probabilities[1];
        }

        var kept = shortlist.Rows.ToHashSet();
        Assert.Equal(Shortlist.Capacity, kept.Count);
        Assert.True(kept.Min(Doubt) >= Enumerable.Range(0, Rows).Where(row => table.Has(row) && !kept.Contains(row)).Max(Doubt) - 1e-4f);
        var likely = shortlist.LikelyRows.ToHashSet();
        Assert.NotEmpty(likely);
        Assert.True(likely.Min(Likelihood) >= Enumerable.Range(0, Rows).Where(row => table.Has(row) && !likely.Contains(row)).Max(Likelihood) - 1e-4f);
        Assert.Equal((true, true, false), (shortlist.Serves(new Trail(null)), shortlist.Serves(new Trail(1)), shortlist.Serves(new Trail(0))));
    }
}
