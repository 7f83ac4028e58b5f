using ActiveLearning.Contracts;
using ActiveLearning.Contracts.Api;
using ActiveLearning.Contracts.Hubs;
using ActiveLearning.Dashboard.Live;
using ActiveLearning.Dashboard.SigningIn;

namespace ActiveLearning.Dashboard.Tests;

public sealed class LiveTests
{
    [Theory]
    [InlineData(2_000.0, 1_600.0, 3_100.0, "50", "1,000 labels do the work of 1,600 to 3,100 random ones (95%)")]
    [InlineData(2_000.0, 1_600.0, null, "50", "1,000 labels do the work of 1,600 to more than 4,000 random ones (95%)")]
    [InlineData(null, 3_555.0, null, "> 75", "1,000 labels do the work of 3,600 to more than 4,000 random ones (95%)")]
    [InlineData(null, null, null, "> 75", "1,000 labels do the work of more than 4,000 random ones (95%)")]
    [InlineData(800.0, 644.0, 1_100.0, "\u221225", "1,000 labels do the work of 640 to 1,100 random ones (95%)")]
    public void A_saving_is_said_with_its_interval_and_its_limit(double? worth, double? low, double? high, string value, string basis)
    {
        var words = SavingWords.Of(new MeasuredSaving(1_000, 1_333, 0.7, worth, low, high, 4_000));

        Assert.Equal((value, basis), (words.Value, words.Basis));
    }

    [Fact]
    public void Stop_advice_says_what_it_needs_what_it_found_and_that_nothing_stops_by_itself()
    {
        var nothing = new StopAdvice(100, null, null, [], 0, false);
        var changing = new StopAdvice(100, new Estimated(0.0123, 0.004, 0.021), "test", [0.9, 0.95], 1_000, false);
        var settled = changing with { Agreement = [0.991, 0.995, 0.997], SaysStop = true };

        Assert.Contains("six", StopWords.Gain(nothing), StringComparison.Ordinal);
        Assert.Contains("second round", StopWords.Rule(nothing), StringComparison.Ordinal);
        Assert.Contains("add 0.012 to macro-F1 (0.004 to 0.021)", StopWords.Gain(changing), StringComparison.Ordinal);
        Assert.Contains("Decisions still change: kappa 0.950", StopWords.Rule(changing), StringComparison.Ordinal);
        Assert.Contains("nothing stops by itself", StopWords.Rule(settled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 62)] // 0.8 assumed: 1.96² · 0.16 / 0.01
    [InlineData(0.5, 97)]
    [InlineData(1.0, 20)] // Held at 0.95: 18.2, and never below 20.
    [InlineData(0.0, 97)] // Held at 0.5.
    public void The_need_follows_the_recall_of_the_champion(double? recall, int need)
    {
        var metrics = recall is null ? null : new ModelMetrics(0, 0, 0, "test", 10, 0, 0, [new ClassMetrics("hate", 0, recall.Value, 0, 10)]);

        Assert.Equal(need, LabelNeed.For("hate", metrics));
    }

    [Theory]
    [InlineData(0, CellFill.Thin)]
    [InlineData(39, CellFill.Thin)]
    [InlineData(40, CellFill.OnTheWay)]
    [InlineData(79, CellFill.OnTheWay)]
    [InlineData(80, CellFill.Enough)]
    public void A_cell_under_half_of_its_need_is_thin(int labels, CellFill expected) => Assert.Equal(expected, LabelNeed.FillOf(labels, 80));

    [Fact]
    public void Slices_of_one_attribute_stand_together_and_an_attribute_with_one_value_is_left_out()
    {
        var slices = new[] { Slice("surface", "reply", 5), Slice("lang", "de", 9), Slice("source", "only", 99), Slice("lang", "en", 20), Slice("surface", "chat", 7) };

        var chosen = SliceColumns.Choose(slices, 8);

        Assert.Equal(["en", "de", "chat", "reply"], chosen.Select(slice => slice.Value));
    }

    [Fact]
    public void No_more_slices_than_fit_are_chosen()
    {
        var slices = Enumerable.Range(0, 40).Select(i => Slice(i % 2 == 0 ? "a" : "b", $"v{i}", 40 - i)).ToList();

        Assert.InRange(SliceColumns.Choose(slices, 8).Count, 4, 8);
    }

    [Fact]
    public void A_rate_needs_two_seconds_and_forgets_what_is_old()
    {
        var rate = new ProgressRate();
        rate.Note(DateTimeOffset.UnixEpoch, 0);
        rate.Note(DateTimeOffset.UnixEpoch.AddSeconds(1), 100);
        Assert.Null(rate.PerSecond);

        for (var second = 2; second <= 60; second++)
        {
            rate.Note(DateTimeOffset.UnixEpoch.AddSeconds(second), 100 + (second * 10));
        }

        Assert.Equal(10, rate.PerSecond!.Value, 6);
    }

    [Theory]
    [InlineData("p/comments", "p/comments")]
    [InlineData("p/a?x=1", "p/a?x=1")]
    [InlineData("//evil.example", "")]
    [InlineData("/p/a", "")]
    [InlineData("https://evil.example", "")]
    [InlineData("javascript:alert(1)", "")]
    [InlineData("\\evil", "")]
    [InlineData("sign-in?to=x", "")]
    [InlineData(null, "")]
    public void After_signing_in_one_stays_on_this_site(string? address, string expected) => Assert.Equal(expected, LocalAddress.Of(address));

    private static SliceCoverage Slice(string attribute, string value, int items) => new(attribute, value, items, []);
}
