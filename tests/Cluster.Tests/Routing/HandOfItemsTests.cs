using System.Reflection;
using ActiveLearning.Contracts;
using ActiveLearning.Grains.Partitions;
using ActiveLearning.Grains.Routing;
using Microsoft.Extensions.Time.Testing;

namespace ActiveLearning.Cluster.Tests.Routing;

/// <summary>A router's hand over one partition whose answers come when the test says so: no silo needed, but one thing at a time, as in a grain.</summary>
public sealed class HandOfItemsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly List<FrontItem> open = [Item(7)];
    private Task answers = Task.CompletedTask;
    private bool isElsewhere;

    private HandOfItems Hand()
    {
        var partition = DispatchProxy.Create<IPoolPartitionGrain, PutBackOnly>();
        ((PutBackOnly)(object)partition).PutBack = ordinals => Array.ForEach(ordinals, ordinal => open.Add(Item(ordinal)));
        return new HandOfItems(
            [partition],
            async (_, notFor) =>
            {
                FrontItem[] given = [.. open.Where(item => !notFor.Contains(item.Ordinal)).Take(1)];
                var isAnyForOthers = open.Exists(item => notFor.Contains(item.Ordinal));
                open.RemoveAll(given.Contains);
                await answers;
                return new FrontSlice(null, given, isElsewhere && given.Length == 0, isAnyForOthers);
            },
            bestFirst: true,
            TimeSpan.FromSeconds(10),
            time);
    }

    [Fact]
    public Task What_is_put_back_while_the_partition_says_that_it_has_nothing_is_handed_out_at_once() => OneAtATime(async () =>
    {
        var hand = Hand();
        var late = new TaskCompletionSource();

        // Somebody for whom the only item is not: the hand holds it, and asks for more.
        var notWanted = hand.TakeAsync(_ =>
        {
            answers = late.Task;
            return false;
        }, []);
        hand.Drop();
        var wanted = hand.TakeAsync(_ => true, []);
        late.SetResult();

        Assert.Null(await notWanted);
        Assert.Equal(7, (await wanted)?.Item.Ordinal);
    });

    [Fact]
    public Task A_partition_without_items_is_not_asked_for_every_annotator_but_soon_again() => OneAtATime(async () =>
    {
        var hand = Hand();
        Assert.NotNull(await hand.TakeAsync(_ => true, []));
        Assert.Null(await hand.TakeAsync(_ => true, []));

        open.Add(Item(8));
        var atOnce = await hand.TakeAsync(_ => true, []);
        time.Advance(TimeSpan.FromMilliseconds(25));
        var soon = await hand.TakeAsync(_ => true, []);

        Assert.Null(atOnce);
        Assert.Equal(8, soon?.Item.Ordinal);
    });

    [Fact]
    public Task Whoever_finds_nothing_in_hand_is_given_what_stands_behind_items_for_others() => OneAtATime(async () =>
    {
        var hand = Hand();
        open.AddRange([Item(9), Item(8)]);

        Assert.Equal(8, (await hand.TakeAsync(item => item.Ordinal == 8, [7, 9]))?.Item.Ordinal);
    });

    [Fact]
    public Task What_a_partition_gives_for_one_annotator_or_has_not_for_one_says_nothing_of_what_it_has_for_another() => OneAtATime(async () =>
    {
        var hand = Hand();
        open.AddRange([Item(9), Item(8)]);
        Assert.Null(await hand.TakeAsync(_ => false, [7, 8, 9]));
        var late = new TaskCompletionSource();
        answers = late.Task;

        var first = hand.TakeAsync(item => item.Ordinal == 9, [7]);
        var second = hand.TakeAsync(item => item.Ordinal == 8, [7, 9]);
        late.SetResult();

        Assert.Equal(9, (await first)?.Item.Ordinal);
        Assert.Equal(8, (await second)?.Item.Ordinal);
    });

    [Fact]
    public Task What_was_handed_out_for_another_reason_is_not_in_hand_any_more() => OneAtATime(async () =>
    {
        var hand = Hand();
        open.Add(Item(8));
        Assert.Null(await hand.TakeAsync(_ => false, []));

        hand.Remove(7);

        Assert.Equal(8, hand.TakeInHand(_ => true)?.Item.Ordinal);
        Assert.Null(hand.TakeInHand(_ => true));
    });

    [Fact]
    public Task What_another_silos_router_puts_back_is_handed_out_to_whoever_waits_for_it() => OneAtATime(async () =>
    {
        isElsewhere = true;
        open.Clear();
        var taking = Hand().TakeAsync(_ => true, []);
        open.Add(Item(9));

        while (!taking.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }

        Assert.Equal(9, (await taking)?.Item.Ordinal);
    });

    [Fact]
    public Task Nobody_waits_for_long_for_what_another_silos_router_does_not_put_back() => OneAtATime(async () =>
    {
        isElsewhere = true;
        open.Clear();
        var began = time.GetUtcNow();
        var taking = Hand().TakeAsync(_ => true, []);

        while (!taking.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }

        Assert.Null(await taking);
        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(1));
    });

    [Fact]
    public Task What_is_asked_back_is_open_again_also_when_it_was_still_on_its_way() => OneAtATime(async () =>
    {
        var hand = Hand();
        var late = new TaskCompletionSource();
        answers = late.Task;
        var notWanted = hand.TakeAsync(_ => false, []);

        var givingBack = hand.GiveBackAsync(0);
        answers = Task.CompletedTask;
        late.SetResult();
        await givingBack;

        Assert.Null(await notWanted);
        await hand.GiveBackAsync(0);
        Assert.Null(hand.TakeInHand(_ => true));
        Assert.Equal(7, Assert.Single(open).Ordinal);
    });

    /// <summary>A caller that waits for one partition while another caller puts all back: all that was in hand of the first partition may be lost, and none of the second is needed twice.</summary>
    [Fact]
    public Task A_hand_that_was_put_back_meanwhile_is_filled_where_it_is_empty_only() => OneAtATime(async () =>
    {
        var partition = DispatchProxy.Create<IPoolPartitionGrain, PutBackOnly>();
        var other = DispatchProxy.Create<IPoolPartitionGrain, PutBackOnly>();
        var late = new TaskCompletionSource();
        var taken = new int[2];
        var hand = new HandOfItems(
            [partition, other],
            async (asked, _) =>
            {
                var number = ++taken[asked];
                await (asked == 1 && number == 1 ? late.Task : Task.CompletedTask);
                return new FrontSlice(null, [Item((100 * asked) + number)]);
            },
            bestFirst: true,
            TimeSpan.FromSeconds(10),
            time);

        var first = hand.TakeAsync(_ => true, []);
        hand.Drop();
        var second = hand.TakeAsync(_ => true, []);
        late.SetResult();

        Assert.NotNull(await first);
        Assert.NotNull(await second);
        Assert.InRange(taken[1], 1, 2);
        Assert.InRange(taken[0], 2, 3);
    });

    private static Task OneAtATime(Func<Task> test) =>
        Task.Factory.StartNew(test, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

    private static FrontItem Item(int ordinal) => new(ordinal, 1, 0.5f, LeaseReason.Margin, 0, "margin", [], 0);

    /// <summary>A partition that takes items back and can do nothing else.</summary>
    public class PutBackOnly : DispatchProxy
    {
        internal Action<int[]> PutBack { get; set; } = _ => { };

        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod?.Name != nameof(IPoolPartitionGrain.PutBack))
            {
                throw new NotSupportedException(targetMethod?.Name);
            }

            PutBack((int[])args![0]!);
            return Task.CompletedTask;
        }
    }
}
