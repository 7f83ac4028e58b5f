using ActiveLearning.Grains.Routing;

namespace ActiveLearning.Cluster.Tests.Routing;

public sealed class LiveSketchesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SiloAddress Other = SiloAddress.New(System.Net.IPAddress.Loopback, 11111, 1);

    [Fact]
    public void An_item_like_one_that_is_out_on_another_silo_is_near_until_that_silo_says_otherwise_or_nothing()
    {
        var live = new LiveSketches();
        live.NoteElsewhere(Other, [0xF0F0], Now.AddSeconds(12));

        Assert.True(live.HasNear(0xF0F1, Now));
        Assert.False(live.HasNear(~0xF0F0UL, Now));
        Assert.False(live.HasNear(0xF0F1, Now.AddSeconds(12)));
        live.NoteElsewhere(Other, [], Now.AddSeconds(24));
        Assert.False(live.HasNear(0xF0F1, Now));
    }

    [Fact]
    public void Other_silos_are_told_what_is_out_here_now()
    {
        var live = new LiveSketches();
        live.Add(1, 0xA, "ann", Now.AddMinutes(1));
        live.Add(2, 0xB, "ann", Now.AddMinutes(2));
        live.Add(3, 0, "ann", Now.AddMinutes(2));
        live.Add(4, 0xC, "ann", Now.AddMinutes(2));
        live.Remove(4);

        Assert.Equal([0xAUL, 0xBUL], live.Sketches(Now).Order());
        Assert.Equal([0xBUL], live.Sketches(Now.AddMinutes(1)));
    }
}
