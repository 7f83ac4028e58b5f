using ActiveLearning.Contracts;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Cluster.Tests.Partitions;

public sealed class PoolRowsTests
{
    private static readonly SiloAddress Router = SiloAddress.New(System.Net.IPAddress.Loopback, 11111, 1);

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rows_are_found_by_their_ordinals_however_many_there_are()
    {
        var rows = Filled(1_000);

        Assert.All(Enumerable.Range(0, 1_000), row => Assert.Equal(row, rows.RowOf(rows.OrdinalOf(row))));
        Assert.Equal(-1, rows.RowOf(1));
        Assert.Equal(-1, rows.RowOf(3_000));
    }

    [Fact]
    public void The_walk_goes_by_rank_and_passes_over_what_is_settled_leased_or_set_aside_for_it()
    {
        var rows = Filled(6);
        rows.Apply(State(0, epoch: 1, labels: 1));
        rows.Apply(State(3, epoch: 1, leaseUntil: Now.AddMinutes(1)));
        rows.ReserveForWalk(2, Now.AddSeconds(1));
        rows.Reserve(1, Now.AddSeconds(1));

        // Ranks fall as rows rise.
        Assert.Equal([5, 4, 1], rows.Walk(Now));
        Assert.Equal([5, 4, 2, 1], rows.Walk(Now.AddSeconds(1)));
        Assert.Equal([5, 4, 3, 2, 1], rows.Walk(Now.AddMinutes(1)));
    }

    [Fact]
    public void A_lease_keeps_a_row_until_not_at_its_end_and_then_it_comes_back_once()
    {
        var rows = Filled(3);
        rows.Apply(State(0, epoch: 1, leaseUntil: Now.AddSeconds(5)));

        Assert.False(rows.IsOpen(0, Now));
        Assert.Equal([0], rows.LeasedAt(Now));
        Assert.Empty(rows.SweepEnded(Now.AddSeconds(4)));
        Assert.Equal([0], rows.SweepEnded(Now.AddSeconds(5)));
        Assert.Empty(rows.SweepEnded(Now.AddSeconds(5)));
        Assert.True(rows.IsOpen(0, Now.AddSeconds(5)));
    }

    [Fact]
    public void What_was_set_aside_and_never_put_back_is_open_after_its_time_also_when_there_was_much_of_it()
    {
        var rows = Filled(5_000);
        for (var row = 0; row < 4_000; row++)
        {
            rows.Reserve(row, Now.AddSeconds(row < 3_000 ? 1 : 10));
        }

        Assert.Empty(rows.SweepEnded(Now.AddSeconds(2)));

        Assert.Equal(4_000, Enumerable.Range(0, 5_000).Count(row => rows.IsOpen(row, Now.AddSeconds(2))));
    }

    [Fact]
    public void What_a_router_handed_out_counts_as_leased_unless_the_ledgers_word_came_before()
    {
        var rows = Filled(3);
        rows.Reserve(0, Now.AddSeconds(10), Router);
        rows.ReserveForWalk(1, Now.AddSeconds(10));
        rows.Reserve(2, Now.AddSeconds(10), Router);
        rows.Apply(State(2, epoch: 1));

        Array.ForEach([0, 1, 2], row => rows.HandOut(row, Now.AddMinutes(1)));

        Assert.Equal([0, 1], rows.LeasedAt(Now).Order());
        Assert.True(rows.IsOpen(2, Now));
        Assert.Equal([0, 1], rows.SweepEnded(Now.AddMinutes(1)).Order());
    }

    [Fact]
    public void News_of_the_same_epoch_leave_set_aside_what_a_router_has_in_hand()
    {
        var rows = Filled(2);
        Array.ForEach([0, 1], row => rows.Apply(State(row, epoch: 1)));
        Array.ForEach([0, 1], row => rows.Reserve(row, Now.AddSeconds(10), Router));

        rows.Apply(State(0, epoch: 1));
        rows.Apply(State(1, epoch: 2));

        Assert.False(rows.IsOpen(0, Now));
        Assert.Equal([Router], rows.TakersAt(Now));
        Assert.True(rows.IsOpen(1, Now));
    }

    [Fact]
    public void Whose_hand_holds_open_rows_is_known_until_they_are_put_back_handed_out_or_leased()
    {
        var rows = Filled(4);
        Array.ForEach([0, 1, 2, 3], row => rows.Reserve(row, Now.AddSeconds(10), Router));
        rows.PutBack(0);
        rows.HandOut(1, Now.AddMinutes(1));
        rows.Apply(State(2, epoch: 1, leaseUntil: Now.AddMinutes(1)));

        Assert.Equal([Router], rows.TakersAt(Now));
        Assert.Empty(rows.TakersAt(Now.AddSeconds(10)));
        rows.PutBack(3);
        Assert.Empty(rows.TakersAt(Now));
    }

    [Fact]
    public void An_older_state_is_ignored_and_labelled_rows_are_known()
    {
        var rows = Filled(3);
        rows.Apply(State(0, epoch: 2, labels: 1));

        Assert.False(rows.Apply(State(0, epoch: 1)));

        Assert.True(rows.IsLabelled(0));
        Assert.Equal([0], rows.Labelled);
        rows.Apply(State(2, epoch: 1, labels: 2));
        Assert.Equal([0, 2], rows.Labelled);
        Assert.Equal(2, rows.LabelledCount);
        Assert.True(rows.Apply(State(0, epoch: 3)));
        Assert.Equal([2], rows.Labelled);
        Assert.Equal(1, rows.LabelledCount);
    }

    private static PoolRows Filled(int count)
    {
        var rows = new PoolRows();
        for (var row = 0; row < count; row++)
        {
            rows.Add(new PartitionItem(State(row), -row));
        }

        return rows;
    }

    private static ItemState State(int row, long epoch = 0, int labels = 0, DateTimeOffset? leaseUntil = null) =>
        new(3 * row, $"i{row}", ItemSplit.Pool, epoch, leaseUntil is null ? null : "somebody", leaseUntil, labels, 1, false);
}
