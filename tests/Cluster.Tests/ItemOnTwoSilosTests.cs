using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Contracts;
using ActiveLearning.Grains;
using ActiveLearning.Grains.ContentItems;
using ActiveLearning.Ledger.Labels;
using CsCheck;

namespace ActiveLearning.Cluster.Tests;

/// <summary>An item is awake on each silo that asks for it. What one silo remembers may be old; what it answers is not.</summary>
public sealed class ItemOnTwoSilosTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private static readonly LeaseGrounds Grounds = new(Arm.Learn, "margin", LeaseReason.Random, 0, 0, null, []);

    [Fact]
    public async Task An_item_is_awake_on_both_silos_that_ask_for_it()
    {
        var (project, here, there) = await ItemAsync();

        await here.Grant("ann", LeaseChannel.Hub, Grounds);
        await there.Grant("bob", LeaseChannel.Hub, Grounds);

        var awake = (await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).Where(a => a.GrainId == here.GetGrainId());
        Assert.Equal(cluster.Silos.Order(), awake.Select(a => a.SiloAddress).Order());
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task A_silo_that_does_not_know_of_a_lease_grants_no_second_one()
    {
        var (project, here, there) = await ItemAsync();
        var asked = Assert.IsType<LeasedItem>((await here.Grant("ann", LeaseChannel.Hub, Grounds)).Item);
        await there.Release(asked.Lease.Id, LeaseEnd.Disconnected);
        Assert.NotNull((await there.Grant("bob", LeaseChannel.Hub, Grounds)).Item);

        var refused = await here.Grant("cleo", LeaseChannel.Hub, Grounds);

        Assert.Equal(GrantOutcome.Held, refused.Outcome);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task What_was_given_back_through_another_silo_is_granted_at_the_first_try()
    {
        var (project, here, there) = await ItemAsync();
        var lease = (await here.Grant("ann", LeaseChannel.Hub, Grounds)).Item!.Lease.Id;

        await there.Release(lease, LeaseEnd.Disconnected);

        Assert.Equal(GrantOutcome.Granted, (await here.Grant("bob", LeaseChannel.Hub, Grounds)).Outcome);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task What_was_leased_and_given_back_elsewhere_is_granted_at_the_first_try()
    {
        var (project, here, there) = await ItemAsync();
        await here.Release((await here.Grant("ann", LeaseChannel.Hub, Grounds)).Item!.Lease.Id, LeaseEnd.Disconnected);
        await there.Release((await there.Grant("bob", LeaseChannel.Hub, Grounds)).Item!.Lease.Id, LeaseEnd.Disconnected);

        // Remembered as free at an epoch that has passed.
        Assert.Equal(GrantOutcome.Granted, (await here.Grant("cleo", LeaseChannel.Hub, Grounds)).Outcome);
        await project.VerifyLedgerAsync();
    }

    [Fact]
    public async Task Whatever_both_silos_are_asked_the_item_has_one_holder_and_each_answer_counts_once() => await
        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 2], Gen.OneOf(Gen.Const("grant"), Gen.Const("answer"), Gen.Const("skip"), Gen.Const("release"), Gen.Const("undo"))).Array[1, 14].SampleAsync(
            async steps =>
            {
                var (project, here, there) = await ItemAsync(overlap: 2);
                IContentItemGrain[] silos = [here, there];
                (LeaseId Id, string Annotator)? held = null;
                var answers = new Dictionary<string, long>();
                var skipped = new HashSet<string>();
                foreach (var (silo, who, what) in steps)
                {
                    var (item, annotator) = (silos[silo], $"a{who}");
                    if (what == "grant")
                    {
                        var grant = await item.Grant(annotator, LeaseChannel.Hub, Grounds);
                        Assert.Equal(
                            answers.Count == 2 ? GrantOutcome.Settled
                                : held is not null ? GrantOutcome.Held
                                : skipped.Count == 3 ? GrantOutcome.Blocked
                                : answers.ContainsKey(annotator) || skipped.Contains(annotator) ? GrantOutcome.NotForThisAnnotator
                                : GrantOutcome.Granted,
                            grant.Outcome);
                        held = grant.Item is { } granted ? (granted.Lease.Id, annotator) : held;
                    }
                    else if (what == "undo")
                    {
                        if (answers.Count == 1 && held is null && answers.Remove(annotator, out var sequence))
                        {
                            var undone = await item.Undo(sequence, annotator);
                            Assert.Equal(UndoOutcome.Undone, undone.Result.Outcome);
                            held = undone.Item is { } again ? (again.Lease.Id, annotator) : null;
                        }
                    }
                    else if (held is { } lease)
                    {
                        held = null;
                        if (what == "answer")
                        {
                            var result = await item.Record(lease.Id, 1, 500);
                            Assert.Equal(SubmitLabelOutcome.Accepted, result.Outcome);
                            answers.Add(lease.Annotator, result.Label!.Sequence);
                        }
                        else if (what == "skip")
                        {
                            Assert.Equal(SkipOutcome.Skipped, (await item.Skip(lease.Id, "unclear")).Outcome);
                            skipped.Add(lease.Annotator);
                        }
                        else
                        {
                            await item.Release(lease.Id, LeaseEnd.Disconnected);
                        }
                    }
                }

                await project.VerifyLedgerAsync();
            },
            iter: 25,
            threads: 1);

    private async Task<(TestProject Project, IContentItemGrain Here, IContentItemGrain There)> ItemAsync(int overlap = 1)
    {
        var project = await cluster.CreateProjectAsync(overlap);
        await project.ImportAsync(1);
        var items = cluster.Silos.Select(silo => cluster.ServiceOf<IGrainFactory>(silo).GetGrain<IContentItemGrain>(GrainKeys.Item(project.Row.Id, 0))).ToArray();
        return (project, items[0], items[1]);
    }
}
