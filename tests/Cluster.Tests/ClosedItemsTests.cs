using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains.Annotators;

namespace ActiveLearning.Cluster.Tests;

/// <summary>What an annotator may not get again.</summary>
public sealed class ClosedItemsTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public void The_oldest_is_forgotten_when_there_are_too_many()
    {
        var closed = new ClosedItems();
        for (var item = 0; item <= ClosedItems.Most; item++)
        {
            closed.Add(item);
        }

        Assert.Equal(ClosedItems.Most, closed.All.Count);
        Assert.DoesNotContain(0, closed.All);
        Assert.Equal(ClosedItems.Most, closed.All.First());
    }

    [Fact]
    public void Reading_anew_is_due_after_some_were_added_and_replaces_them()
    {
        var closed = new ClosedItems();
        for (var i = 0; i < ClosedItems.AddedBeforeReading; i++)
        {
            Assert.False(closed.IsDue);
            closed.Add(7);
        }

        Assert.True(closed.IsDue);
        closed.Replace([3, 1]);
        closed.Remove(1);
        closed.Add(2);

        Assert.Equal([2, 3], closed.All);
        Assert.False(closed.IsDue);
    }

    [Fact]
    public async Task With_an_overlap_nobody_is_given_what_they_answered_also_after_their_activation_is_gone()
    {
        var project = await cluster.CreateProjectAsync(overlap: 2);
        await project.ImportAsync(12);
        for (var i = 0; i < 6; i++)
        {
            var lease = await project.LeaseOneAsync("ann");
            await project.Annotator("ann").Submit(lease.Lease.Id, 0, 1);
        }

        await cluster.PutToSleepAsync(project, "ann");
        var rest = await Eventually.GetAsync(() => project.Annotator("ann").Lease(12), l => l.Count == 6, "the six others are leased");

        Assert.Equal(6, rest.Count);
        await project.VerifyLedgerAsync();
    }
}
