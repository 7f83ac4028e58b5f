using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Grains.Projects;
using ActiveLearning.Ledger;
using ActiveLearning.Ledger.Labels;

namespace ActiveLearning.Cluster.Tests;

public sealed class LeasingTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task Every_imported_item_can_be_leased_at_once_and_by_one_annotator_only()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(60);

        var leases = await Task.WhenAll(Enumerable.Range(0, 20).Select(a => project.Annotator($"a{a}").Lease(5)));

        var items = leases.SelectMany(l => l).Select(l => l.Lease.ItemId).ToArray();
        Assert.Equal(60, items.Length);
        Assert.Equal(60, items.Distinct().Count());
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_hand_that_is_put_back_meanwhile_leaves_nobody_with_less()
    {
        for (var round = 0; round < 20; round++)
        {
            // The first fronts are prepared while these are handed out, so routers put back and begin anew.
            var project = await cluster.CreateProjectAsync();
            await project.ImportAsync(3);

            Assert.Equal(3, (await project.Annotator("ann").Lease(3)).Count);
        }
    }

    [Fact]
    public async Task Asking_again_gives_the_leases_that_are_held()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(20);

        var first = await project.Annotator("ann").Lease(3);
        var second = await project.Annotator("ann").Lease(3);
        var more = await project.Annotator("ann").Lease(5);

        Assert.Equal(first.Select(l => l.Lease.Id), second.Select(l => l.Lease.Id));
        Assert.Equal(first.Select(l => l.Lease.Id), more.Take(3).Select(l => l.Lease.Id));
        Assert.Equal(5, more.Count);
    }

    [Fact]
    public async Task What_was_answered_without_the_annotators_knowledge_is_not_handed_out_again()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(20);
        var first = await project.Annotator("ann").Lease(3);

        // As by another activation, while the silos disagree about who lives.
        await cluster.Grains.GetGrain<IContentItemGrain>(GrainKeys.Item(project.Row.Id, first[1].Lease.Id.Ordinal)).Record(first[1].Lease.Id, 0, 500);
        var second = await project.Annotator("ann").Lease(3);

        Assert.Equal([first[0].Lease.Id, first[2].Lease.Id], second.Take(2).Select(l => l.Lease.Id));
        Assert.DoesNotContain(first[1].Lease.ItemId, second.Select(l => l.Lease.ItemId));
        Assert.Equal(3, second.Count);
    }

    [Fact]
    public async Task An_expired_lease_goes_to_somebody_else_and_its_late_answer_is_superseded()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(1);
        var held = await project.LeaseOneAsync("slow");
        Assert.Empty(await project.Annotator("quick").Lease(1));

        cluster.Clock.Advance(TimeSpan.FromMinutes(6));
        var taken = await Eventually.GetAsync(() => project.Annotator("quick").Lease(1), l => l.Count == 1, "the expired item is offered again");
        var late = await project.Annotator("slow").Submit(held.Lease.Id, 0, 500);

        Assert.Equal(held.Lease.ItemId, taken[0].Lease.ItemId);
        Assert.Equal(SubmitLabelOutcome.Superseded, late.Outcome);
    }

    [Fact]
    public async Task A_late_answer_is_accepted_while_nobody_else_holds_the_item()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(2);
        var held = await project.LeaseOneAsync("slow");

        cluster.Clock.Advance(TimeSpan.FromMinutes(6));
        var late = await project.Annotator("slow").Submit(held.Lease.Id, 1, 500);

        Assert.Equal(SubmitLabelOutcome.Accepted, late.Outcome);
    }

    [Fact]
    public async Task A_retry_gets_the_first_answer_also_when_that_answer_was_lost()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(2);
        var held = await project.LeaseOneAsync("ann");
        cluster.Ledger.LoseNextAnswer();

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => project.Annotator("ann").Submit(held.Lease.Id, 1, 500));
        var retry = await project.Annotator("ann").Submit(held.Lease.Id, 1, 500);
        var another = await project.Annotator("ann").Submit(held.Lease.Id, 0, 500);

        Assert.Equal(SubmitLabelOutcome.Accepted, retry.Outcome);
        Assert.True(retry.IsRetry);
        Assert.Equal(SubmitLabelOutcome.AnsweredOtherwise, another.Outcome);
        Assert.Equal(retry.Label!.Sequence, another.Label!.Sequence);
        Assert.Equal(1, (await project.StatusAsync()).Labels);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Somebody_elses_lease_is_unknown()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(2);
        var held = await project.LeaseOneAsync("ann");

        var stolen = await project.Annotator("thief").Submit(held.Lease.Id, 1, 500);

        Assert.Equal(SubmitLabelOutcome.LeaseUnknown, stolen.Outcome);
    }

    [Fact]
    public async Task An_undone_item_comes_back_first_under_a_fresh_lease()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(10);
        var held = await project.LeaseOneAsync("ann");
        var label = (await project.Annotator("ann").Submit(held.Lease.Id, 1, 500)).Label!;

        var undone = await project.Annotator("ann").Undo(label.Sequence);
        var again = await project.Annotator("ann").Undo(label.Sequence);
        var back = (await project.Annotator("ann").Lease(1))[0];
        var answer = await project.Annotator("ann").Submit(back.Lease.Id, 0, 500);

        Assert.Equal(UndoOutcome.Undone, undone.Outcome);
        Assert.Equal(UndoOutcome.Undone, again.Outcome);
        Assert.Equal(held.Lease.ItemId, back.Lease.ItemId);
        Assert.Equal(SubmitLabelOutcome.Accepted, answer.Outcome);
        Assert.Equal(1, (await project.StatusAsync()).Labels);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_skipped_item_goes_to_somebody_else_and_is_blocked_by_the_third_skip()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(1);
        foreach (var annotator in new[] { "a", "b", "c" })
        {
            var held = await Eventually.GetAsync(() => project.Annotator(annotator).Lease(1), l => l.Count == 1, $"{annotator} gets the item");
            Assert.Equal(SkipOutcome.Skipped, (await project.Annotator(annotator).Skip(held[0].Lease.Id, "unsure")).Outcome);
            Assert.Empty(await project.Annotator(annotator).Lease(1));
        }

        Assert.Empty(await project.Annotator("d").Lease(1));
        Assert.Equal(1, (await project.StatusAsync()).Items.Blocked);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task An_item_leaves_memory_with_its_last_label_and_not_before()
    {
        var project = await cluster.CreateProjectAsync(overlap: 2);
        await project.ImportAsync(1);

        // Through one silo: on another, which has not heard of the last label, it would stay for two idle minutes.
        var item = cluster.ServiceOf<IGrainFactory>(cluster.Silos[0]).GetGrain<IContentItemGrain>(GrainKeys.Item(project.Row.Id, 0));
        await LabelAsync("a");
        Assert.True(await cluster.IsAwakeAsync(item));

        await LabelAsync("b");

        await Eventually.HoldsAsync(async () => !await cluster.IsAwakeAsync(item), "the settled item is no longer in memory");

        async Task LabelAsync(string annotator)
        {
            var grant = await item.Grant(annotator, LeaseChannel.Hub, new LeaseGrounds(Arm.Learn, "margin", LeaseReason.Random, 0, 0, null, []));
            await item.Record(grant.Item!.Lease.Id, 1, 500);
        }
    }

    [Fact]
    public async Task With_overlap_two_an_item_is_settled_by_two_different_annotators()
    {
        var project = await cluster.CreateProjectAsync(overlap: 2);
        await project.ImportAsync(1);
        var first = await project.LeaseOneAsync("a");
        await project.Annotator("a").Submit(first.Lease.Id, 1, 500);

        Assert.Empty(await project.Annotator("a").Lease(1));
        var second = await Eventually.GetAsync(() => project.Annotator("b").Lease(1), l => l.Count == 1, "a second opinion is asked for");
        await project.Annotator("b").Submit(second[0].Lease.Id, 1, 500);

        var status = await project.StatusAsync();
        Assert.Equal(1, status.Items.Settled);
        Assert.Equal(2, status.Labels);
        Assert.Empty(await project.Annotator("c").Lease(1));
    }

    [Fact]
    public async Task Pausing_withdraws_leases_and_loses_no_answer_that_was_on_its_way()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(5);
        var held = await project.LeaseOneAsync("ann");
        var grain = cluster.Grains.GetGrain<IProjectGrain>(GrainKeys.Project(project.Row.Id));

        await grain.Change(paused: true, strategy: null);
        await Eventually.HoldsAsync(async () => (await project.Annotator("other").Lease(1)).Count == 0, "nothing is offered while paused");
        Assert.Equal(0, (await project.StatusAsync()).Items.Leased);
        var late = await project.Annotator("ann").Submit(held.Lease.Id, 0, 500);
        await grain.Change(paused: false, strategy: null);
        var resumed = await Eventually.GetAsync(() => project.Annotator("other").Lease(1), l => l.Count == 1, "offers go on after the pause");

        Assert.Equal(SubmitLabelOutcome.Accepted, late.Outcome);
        Assert.NotEqual(held.Lease.ItemId, resumed[0].Lease.ItemId);
    }

    [Fact]
    public async Task Pausing_reaches_items_that_are_asleep()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(5);
        var held = await project.LeaseOneAsync("ann");
        await cluster.PutToSleepAsync(project, held.Lease.Id.Ordinal);

        await cluster.Grains.GetGrain<IProjectGrain>(GrainKeys.Project(project.Row.Id)).Change(paused: true, strategy: null).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, (await project.StatusAsync()).Items.Leased);
    }

    [Fact]
    public async Task Near_identical_items_are_not_out_together_on_one_silo_while_there_is_anything_else()
    {
        var project = await cluster.CreateProjectAsync(strategy: "random");
        var text = "win a free holiday now by calling this number before friday evening, terms apply";
        await project.ImportAsync([.. Enumerable.Range(0, 10).Select(i => ($"twin{i}", text, (int?)null)), .. Enumerable.Range(0, 30).Select(i => ($"i{i}", TestCluster.TextOf(i), (int?)null))]);
        await project.EncodedAsync();

        var leases = await Task.WhenAll(Enumerable.Range(0, 25).Select(a => project.LeaseOneAsync($"a{a}")));

        // Two silos that have not told each other yet what is out.
        Assert.InRange(leases.Count(l => l.Text == text), 1, 2);
    }

    [Fact]
    public async Task Held_out_items_are_never_offered()
    {
        var project = await cluster.CreateProjectAsync();
        await project.ImportAsync(5);
        await project.ImportAsync(5, from: 100, split: Contracts.ItemSplit.Test);

        var leases = await project.Annotator("ann").Lease(50);

        Assert.Equal(5, leases.Count);
        Assert.All(leases, l => Assert.True(int.Parse(l.Lease.ItemId[1..], System.Globalization.CultureInfo.InvariantCulture) < 100));
    }
}
