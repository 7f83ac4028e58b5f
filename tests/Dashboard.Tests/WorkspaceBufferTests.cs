using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Dashboard.Annotate;
using CsCheck;
using static ActiveLearning.Dashboard.Tests.Items;

namespace ActiveLearning.Dashboard.Tests;

public sealed class WorkspaceBufferTests
{
    private readonly WorkspaceBuffer buffer = new();

    [Fact]
    public void The_first_item_of_the_first_push_is_shown()
    {
        buffer.Apply(Push(1, "a", "b", "c"));

        Assert.Equal("a", buffer.Current?.LeaseId);
        Assert.Equal(["b", "c"], buffer.Ready.Select(item => item.LeaseId));
    }

    [Fact]
    public void An_older_push_changes_nothing()
    {
        buffer.Apply(Push(5, "a", "b"));

        var effect = buffer.Apply(Push(4, "x", "y"));

        Assert.Equal(PushEffect.Ignored, effect);
        Assert.Equal("a", buffer.Current?.LeaseId);
    }

    [Fact]
    public void The_item_that_is_read_stays_in_front_wherever_a_push_lists_it()
    {
        buffer.Apply(Push(1, "a", "b"));
        buffer.NoteShown();

        var effect = buffer.Apply(Push(2, "c", "a", "b"));

        Assert.Equal(PushEffect.Kept, effect);
        Assert.Equal("a", buffer.Current?.LeaseId);
        Assert.Equal(["c", "b"], buffer.Ready.Select(item => item.LeaseId));
    }

    [Fact]
    public void An_answered_item_does_not_come_back_with_a_push_that_was_sent_before_the_answer_arrived()
    {
        buffer.Apply(Push(1, "a", "b", "c"));
        buffer.Take();

        buffer.Apply(Push(2, "a", "b", "c"));

        Assert.Equal("b", buffer.Current?.LeaseId);
        Assert.Equal(["c"], buffer.Ready.Select(item => item.LeaseId));
    }

    [Fact]
    public void A_push_without_the_item_that_is_read_withdraws_it()
    {
        buffer.Apply(Push(1, "a", "b"));
        buffer.NoteShown();

        var effect = buffer.Apply(Push(2, "b", "c"));

        Assert.Equal(PushEffect.Withdrawn, effect);
        Assert.Equal("b", buffer.Current?.LeaseId);
    }

    [Fact]
    public void A_swap_of_a_waiting_item_is_accepted_and_marked()
    {
        buffer.Apply(Push(1, "a", "b", "c"));
        buffer.NoteShown();

        var accepted = buffer.TrySwap(new SwapOffer("c", Item("d")));

        Assert.True(accepted);
        Assert.Equal(["b", "d"], buffer.Ready.Select(item => item.LeaseId));
        Assert.True(buffer.Ready[1].Swapped);
    }

    [Fact]
    public void A_swap_of_the_item_on_the_screen_is_refused()
    {
        buffer.Apply(Push(1, "a", "b"));

        Assert.False(buffer.TrySwap(new SwapOffer("a", Item("d"))));
    }

    [Fact]
    public void A_swap_of_an_item_that_was_on_the_screen_before_is_refused()
    {
        buffer.Apply(Push(1, "a", "b"));
        buffer.NoteShown();
        buffer.ExpectReturn("undone");
        buffer.Apply(Push(2, "undone", "a"));

        Assert.Equal("undone", buffer.Current?.LeaseId);
        Assert.False(buffer.TrySwap(new SwapOffer("a", Item("d"))));
    }

    [Fact]
    public void A_swap_of_an_unknown_or_answered_item_is_refused()
    {
        buffer.Apply(Push(1, "a", "b"));
        buffer.Take();

        Assert.False(buffer.TrySwap(new SwapOffer("a", Item("d"))));
        Assert.False(buffer.TrySwap(new SwapOffer("nowhere", Item("d"))));
    }

    [Fact]
    public void An_undone_item_comes_in_front_whether_the_push_or_the_reply_is_faster()
    {
        buffer.Apply(Push(1, "a", "b"));
        buffer.NoteShown();
        buffer.Apply(Push(2, "again", "a", "b"));
        Assert.Equal("a", buffer.Current?.LeaseId);

        buffer.ExpectReturn("again");

        Assert.Equal("again", buffer.Current?.LeaseId);
        Assert.Equal(["a", "b"], buffer.Ready.Select(item => item.LeaseId));
    }

    [Fact]
    public void An_item_is_told_as_shown_once()
    {
        buffer.Apply(Push(1, "a"));

        Assert.True(buffer.NoteShown());
        Assert.False(buffer.NoteShown());
    }

    [Fact]
    public void A_new_connection_may_start_with_a_lower_revision()
    {
        buffer.Apply(Push(900, "a"));
        buffer.StartConnection();

        var effect = buffer.Apply(Push(1, "a", "b"));

        Assert.Equal(PushEffect.Kept, effect);
        Assert.Single(buffer.Ready);
    }

    [Fact]
    public void Whatever_happens_nothing_answered_is_shown_again_and_nothing_shown_is_swapped_away()
    {
        var step = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[0, 9], Gen.Int[0, 9]);
        Gen.Select(step, step, step, (a, b, c) => new[] { a, b, c }).Array[1, 12].Sample(rounds =>
        {
            var queue = new WorkspaceBuffer();
            var answered = new HashSet<string>();
            var shown = new HashSet<string>();
            long revision = 0;
            foreach (var (kind, x, y, z) in rounds.SelectMany(round => round))
            {
                switch (kind)
                {
                    case 0:
                        queue.Apply(Push(++revision, [.. new[] { x, y, z }.Distinct().Select(i => $"l{i}")]));
                        break;
                    case 1 when queue.Take() is { } item:
                        answered.Add(item.LeaseId);
                        break;
                    case 2 when queue.TrySwap(new SwapOffer($"l{x}", Item($"n{++revision}"))):
                        Assert.DoesNotContain($"l{x}", shown);
                        Assert.DoesNotContain($"l{x}", answered);
                        break;
                }

                if (queue.NoteShown())
                {
                    shown.Add(queue.Current!.LeaseId);
                }

                Assert.DoesNotContain(queue.Current?.LeaseId ?? "", answered);
                Assert.Empty(queue.Ready.Select(item => item.LeaseId).Intersect(answered));
                Assert.Equal(queue.Ready.Count, queue.Ready.Select(item => item.LeaseId).Distinct().Count());
            }
        });
    }
}
