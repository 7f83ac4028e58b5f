using ActiveLearning.Grains.Routing;

namespace ActiveLearning.Cluster.Tests.Routing;

public sealed class HandedOutTests
{
    [Fact]
    public void Each_partition_hears_once_of_what_was_handed_out_and_not_of_what_nobody_got()
    {
        var handedOut = new HandedOut(3);
        handedOut.Add(0, 5);
        handedOut.Add(2, 7);
        handedOut.Add(2, 8);
        handedOut.Remove(7);
        handedOut.Add(1, 9);
        handedOut.Remove(9);

        Assert.Equal([[5], [], [8]], Enumerable.Range(0, 3).Select(handedOut.TakeUntold));
        Assert.All(Enumerable.Range(0, 3), partition => Assert.Empty(handedOut.TakeUntold(partition)));
    }
}
