using ActiveLearning.Dashboard.Annotate;

namespace ActiveLearning.Dashboard.Tests;

public sealed class StrokeGuardTests
{
    [Fact]
    public void A_second_answer_within_180_ms_is_the_same_stroke()
    {
        var guard = new StrokeGuard();

        Assert.True(guard.Accepts(1000, repeat: false));
        Assert.False(guard.Accepts(1179, repeat: false));
        Assert.True(guard.Accepts(1180, repeat: false));
    }

    [Fact]
    public void A_held_key_answers_once() => Assert.False(new StrokeGuard().Accepts(1000, repeat: true));
}
