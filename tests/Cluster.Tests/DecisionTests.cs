using ActiveLearning.Contracts;
using ActiveLearning.Grains.Annotators;
using ActiveLearning.Grains.Encoding;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Routing;
using ActiveLearning.Grains.Training;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using CsCheck;

namespace ActiveLearning.Cluster.Tests;

/// <summary>What grains decide in plain types: no silo needed.</summary>
public sealed class DecisionTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(99, 0, false, false)]
    [InlineData(100, 0, false, true)]
    [InlineData(999, 0, true, false)]
    [InlineData(1_000, 0, true, true)]
    [InlineData(399, 200, false, false)]
    [InlineData(400, 200, false, true)]
    [InlineData(3_999, 1_000, true, false)]
    [InlineData(4_000, 1_000, true, true)]
    public void Lsa_is_fitted_once_there_are_enough_unread_texts_and_again_when_they_have_grown_several_fold(int unread, int before, bool isEncoding, bool pays) =>
        Assert.Equal(pays, LsaRule.Pays(unread, before, isEncoding));

    [Fact]
    public void The_control_arm_is_never_off_its_share_by_more_than_one()
    {
        Gen.Select(Gen.Double[0.01, 0.5], Gen.Int[1, 2_000]).Sample((share, assignments) =>
        {
            var turn = new ControlTurn();
            var control = 0;
            for (var i = 1; i <= assignments; i++)
            {
                var isControl = turn.IsNext(share);
                turn.Took(isControl, share);
                control += isControl ? 1 : 0;
                Assert.InRange(control - (share * i), -1, 1);
            }
        });
    }

    [Fact]
    public void A_candidate_is_kept_back_only_when_it_is_measurably_worse()
    {
        var actual = Enumerable.Range(0, 400).Select(i => i % 10 == 0 ? 1 : 0).ToArray();
        var weights = Enumerable.Repeat(1.0, 400).ToArray();
        var champion = Enumerable.Range(0, 400).Select(i => i % 7 != 0).ToArray();
        GateDecision Judge(Func<bool, int, bool> candidate) => PromotionGate.Compare([.. champion.Select(candidate)], champion, actual, weights, "items");

        var better = Judge((right, i) => right || i % 14 == 0);
        var same = Judge((right, _) => right);
        var noise = Judge((right, i) => i is 7 or 14 or 21 || (right && i is not (1 or 2 or 3 or 4)));
        var worse = Judge((right, i) => right && i % 20 != 3);
        var worseOnTheRareClass = Judge((right, i) => right && !(actual[i] == 1 && i % 30 == 0));

        Assert.True(better.Promote);
        Assert.True(same.Promote);
        Assert.True(noise.Promote);
        Assert.False(worse.Promote);
        Assert.False(worseOnTheRareClass.Promote);
    }

    [Theory]
    [InlineData(0, 4, 0.1, false)]
    [InlineData(0, 5, 0.1, true)]
    [InlineData(0, 1, 0.6, true)]
    [InlineData(1000, 1049, 0.1, false)]
    [InlineData(1000, 1050, 0.1, true)]
    [InlineData(1000, 1009, 0.5, false)]
    [InlineData(1000, 1010, 0.5, true)]
    [InlineData(1000, 1001, 10, true)]
    [InlineData(1000, 1000, 60, false)]
    public void A_refit_pays_by_growth_or_when_labelling_pauses(long fitted, long known, double idleSeconds, bool pays)
    {
        var rule = new RefitRule(new RefitOptions());

        Assert.Equal(pays, rule.Pays(fitted, known, TimeSpan.FromSeconds(idleSeconds)));
    }

    [Fact]
    public void An_undone_answer_is_not_live_and_an_undo_is_no_answer()
    {
        var rows = new[] { Answer(1, "a", 0), Answer(2, "b", 1), Undo(3, "a", 1), Answer(4, "a", 1) };

        var live = LabelFold.Live(rows);

        Assert.Equal([2L, 4L], live.Select(r => r.Sequence));
        Assert.Equal(1, LabelFold.Decide(LabelFold.Posterior(2, live)!));
        Assert.Null(LabelFold.Posterior(2, []));
    }

    [Fact]
    public void A_lease_is_not_live_at_its_expiry_instant()
    {
        var rows = new PoolRows();
        rows.Add(new PartitionItem(Item(0), 1));
        rows.Apply(Item(0) with { Epoch = 1, Holder = "a", LeaseUntil = Start.AddSeconds(10) });

        Assert.False(rows.IsOpen(0, Start.AddSeconds(10).AddTicks(-1)));
        Assert.True(rows.IsOpen(0, Start.AddSeconds(10)));
        Assert.Equal([0], rows.SweepEnded(Start.AddSeconds(10)));
        Assert.Empty(rows.SweepEnded(Start.AddSeconds(11)));
    }

    [Fact]
    public void A_partition_ignores_what_is_older_than_what_it_knows()
    {
        var rows = new PoolRows();
        rows.Add(new PartitionItem(Item(0), 1));
        rows.Apply(Item(0) with { Epoch = 2, LiveLabels = 1 });

        rows.Apply(Item(0) with { Epoch = 1, Holder = "a", LeaseUntil = Start.AddDays(1) });

        Assert.True(rows.IsLabelled(0));
        Assert.Equal(2, rows.EpochOf(0));
    }

    [Fact]
    public void The_walk_goes_by_rank_whatever_the_learning_arm_set_aside_and_passes_settled_items()
    {
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, int.MaxValue]).Sample((count, seed) =>
        {
            var random = new Random(seed);
            var rows = new PoolRows();
            var ranks = Enumerable.Range(0, count).Select(_ => random.NextInt64()).ToArray();
            for (var i = 0; i < count; i++)
            {
                rows.Add(new PartitionItem(Item(i), ranks[i]));
            }

            var settled = Enumerable.Range(0, count).Where(_ => random.Next(3) == 0).ToHashSet();
            foreach (var row in Enumerable.Range(0, count))
            {
                if (settled.Contains(row))
                {
                    rows.Apply(Item(row) with { Epoch = 1, LiveLabels = 1 });
                }
                else if (random.Next(2) == 0)
                {
                    rows.Reserve(row, Start.AddDays(1));
                }
            }

            var walk = rows.Walk(Start).ToArray();

            Assert.Equal(Enumerable.Range(0, count).Where(r => !settled.Contains(r)).OrderBy(r => ranks[r]), walk);
        });
    }

    [Fact]
    public void The_walk_meets_a_group_where_it_meets_its_first_member_and_passes_the_others()
    {
        var rows = new PoolRows();
        rows.Add(new PartitionItem(Item(0), 10));
        rows.Add(new PartitionItem(Item(1) with { Representative = 2 }, 5));
        rows.Add(new PartitionItem(Item(2) with { Represented = 1 }, 20));
        Assert.Equal([0, 2], rows.Walk(Start));

        // The partition hears later where the group stands.
        rows.MoveInWalk(new PartitionItem(Item(2) with { Represented = 1 }, 5));

        Assert.Equal([2, 0], rows.Walk(Start));
        Assert.False(rows.IsOpen(1, Start));

        rows.Apply(Item(1) with { Epoch = 1 });

        Assert.Equal([1, 2, 0], rows.Walk(Start).OrderBy(row => row is 1 ? 0 : 1));
        Assert.True(rows.IsOpen(1, Start));
    }

    [Fact]
    public void Rows_put_back_into_a_front_stand_where_they_stood()
    {
        var front = new Front();
        front.Replace([.. Enumerable.Range(0, 5).Select(i => new Candidate(i, 5 - i, LeaseReason.Margin, 0))], [], 5);
        var taken = Rows().Take(3).ToArray();

        front.PutBack(2);
        front.PutBack(1);
        var again = Rows().Take(4).ToArray();

        Assert.Equal([0, 1, 2], taken);
        Assert.Equal([1, 2, 3, 4], again);
        Assert.Empty(Rows());

        IEnumerable<int> Rows() => front.Take(_ => true, _ => true, _ => false).Select(candidate => candidate.Row);
    }

    [Fact]
    public void Rows_that_are_not_for_somebody_stay_for_others_each_once()
    {
        var front = new Front();
        front.Replace([.. Enumerable.Range(0, 4).Select(i => new Candidate(i, 4 - i, LeaseReason.Margin, 0))], [7, 8, 7, 9], 4);

        Assert.Equal([9, 1, 3], RowsFor(row => row is not (7 or 8 or 0 or 2)));
        Assert.Equal([7, 8, 0, 2], RowsFor(_ => true));

        IEnumerable<int> RowsFor(Func<int, bool> isFor) => front.Take(_ => true, isFor, _ => false).Select(candidate => candidate.Row);
    }

    [Theory]
    [InlineData(1_000, 1_064, 5_000, false)]
    [InlineData(1_000, 1_100, 5_000, true)]
    [InlineData(4_990, 5_000, 5_000, true)]
    public void A_front_is_outgrown_by_a_tenth_more_rows_or_by_the_last(int chosenFrom, int encoded, int all, bool outgrown)
    {
        var front = new Front();
        front.Replace([], [], chosenFrom);

        Assert.Equal(outgrown, front.IsOutgrown(encoded, all));
    }

    [Fact]
    public void Only_unshown_learning_items_behind_the_first_may_be_swapped_and_only_once()
    {
        var items = new[]
        {
            Leased(1, LeaseChannel.Hub, Arm.Learn), Leased(2, LeaseChannel.Hub, Arm.Control), Leased(3, LeaseChannel.Http, Arm.Learn), Leased(4, LeaseChannel.Hub, Arm.Learn),
        };
        var buffer = new LeaseBuffer(items);

        Assert.Equal([4], buffer.Swappable(Start).Select(i => i.Lease.Id.Ordinal));
        buffer.NoteOffered(items[3].Lease.Id);
        Assert.Empty(buffer.Swappable(Start));
        buffer.MarkShown(items[3].Lease.Id);
        Assert.False(buffer.Swap(items[3].Lease.Id, Leased(5, LeaseChannel.Hub, Arm.Learn)));
    }

    [Fact]
    public void Revisions_only_grow_even_when_the_clock_steps_back()
    {
        var buffer = new LeaseBuffer([]);

        var revisions = new[] { buffer.NextRevision(Start), buffer.NextRevision(Start.AddSeconds(-5)), buffer.NextRevision(Start.AddSeconds(1)) };

        Assert.Equal(revisions.Order(), revisions);
        Assert.Equal(3, revisions.Distinct().Count());
    }

    [Fact]
    public void Sketches_of_ended_leases_hold_nothing_back()
    {
        var live = new LiveSketches();
        live.Add(1, 0b1111, "ann", Start.AddSeconds(10));

        Assert.True(live.HasNear(0b0111, Start));
        Assert.False(live.HasNear(0b0111, Start.AddSeconds(10)));
        Assert.False(live.HasNear(0, Start));
    }

    [Fact]
    public void Sketches_of_what_a_holder_no_longer_has_hold_nothing_back()
    {
        var live = new LiveSketches();
        live.Add(1, 0xFFFFUL, "ann", Start.AddSeconds(10));
        live.Add(2, 0xFFFFUL << 32, "ann", Start.AddSeconds(10));
        live.Add(3, 0xFFFFUL << 48, "ann", Start.AddSeconds(10));
        live.Add(3, 0xFFFFUL << 48, "bob", Start.AddSeconds(10));

        live.Keep("ann", new HashSet<int> { 2 });

        Assert.Equal([false, true, true], new[] { 0xFFFFUL, 0xFFFFUL << 32, 0xFFFFUL << 48 }.Select(sketch => live.HasNear(sketch, Start)));
        Assert.Equal((null, "ann", "bob"), (live.HolderOf(1), live.HolderOf(2), live.HolderOf(3)));
    }

    private static ItemState Item(int ordinal) => new(ordinal, $"i{ordinal}", ItemSplit.Pool, 0, null, null, 0, 1, false);

    private static LeasedItem Leased(int ordinal, LeaseChannel channel, Arm arm) => new(
        new Lease(
            new LeaseId(ordinal, 1, 1), $"i{ordinal}", "a", Start, Start.AddMinutes(5), channel, new LeaseGrounds(arm, "margin", LeaseReason.Margin, 0, 0, null, [])),
        "text",
        new Dictionary<string, string>(),
        channel == LeaseChannel.Http);

    private static LabelRow Answer(long sequence, string annotator, int classIndex) =>
        new(sequence, 0, new LeaseId(0, sequence, 1), annotator, classIndex, Start, Start, 0, 1, Arm.Learn, null);

    private static LabelRow Undo(long sequence, string annotator, long supersedes) =>
        new(sequence, 0, new LeaseId(0, supersedes, 1), annotator, null, Start, Start, 0, 1, Arm.Learn, supersedes);
}
