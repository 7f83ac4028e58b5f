using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Charts;
using ActiveLearning.Dashboard.Live;

namespace ActiveLearning.Dashboard.Tests;

public sealed class StrategyTests
{
    [Theory]
    [InlineData("auto", "auto", "")]
    [InlineData("margin@lang", "margin", "lang")]
    [InlineData("margin@a@b", "margin", "a@b")]
    public void A_strategy_is_a_function_and_perhaps_an_attribute(string name, string function, string attribute)
    {
        var chosen = ChosenStrategy.Parse(name);

        Assert.Equal((function, attribute, name), (chosen.Function, chosen.Attribute, chosen.ToString()));
    }

    [Fact]
    public void The_curve_marks_where_another_strategy_began_to_choose()
    {
        string?[] strategies = [null, "auto", "auto", null, "auto", "margin", "margin", "auto"];
        var models = strategies.Select((strategy, i) => new ModelVersion(
            i + 1, "archived", 10 * (i + 1), new ModelMetrics(0.5, 0.5, 1, "test", 9, 0.4, 0.6, []), DateTimeOffset.UnixEpoch, strategy)).ToList();

        var changes = LearningCurve.Of(models).Changes;

        Assert.Equal([(2, "auto"), (6, "margin"), (8, "auto")], changes.Select(change => (change.Version, change.Strategy!)));
    }
}
