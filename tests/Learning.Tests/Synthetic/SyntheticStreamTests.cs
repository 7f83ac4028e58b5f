using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Learning.Tests.Synthetic;

public sealed class SyntheticStreamTests
{
    private static readonly SyntheticItem[] Items = [.. SyntheticStream.Generate(5, 5_000)];

    [Fact]
    public void A_longer_stream_begins_with_the_shorter_one_and_seeds_differ()
    {
        Assert.Equal(SyntheticStream.Generate(5, 50).Select(item => item.Text), Items.Take(50).Select(item => item.Text));
        Assert.NotEqual(SyntheticStream.Generate(6, 50).Select(item => item.Text), Items.Take(50).Select(item => item.Text));
        Assert.Equal(Items.Length, Items.Select(item => item.Id).Distinct().Count());
    }

    [Fact]
    public void Classes_come_in_their_stated_shares()
    {
        for (var c = 0; c < SyntheticStream.Classes.Count; c++)
        {
            Assert.InRange(Items.Count(item => item.Class == c) / 5_000.0, SyntheticStream.Classes[c].Share * 0.8, SyntheticStream.Classes[c].Share * 1.2);
        }

        Assert.Equal(1, SyntheticStream.Classes.Sum(c => c.Share), 9);
        Assert.Equal(SyntheticStream.Classes.Count, SyntheticStream.Classes.Select(c => c.Hotkey).Distinct().Count());
    }

    [Fact]
    public void Every_language_and_surface_occurs()
    {
        Assert.Equal(["de", "en", "es"], Items.Select(item => item.Attributes["lang"]).Distinct().Order());
        Assert.Equal(3, Items.Select(item => item.Attributes["surface"]).Distinct().Count());
    }

    [Fact]
    public void Some_items_nearly_repeat_an_earlier_one()
    {
        var sketches = Items.Take(1_000).Select(item => HashedNgrams.Extract(item.Text)).ToArray();

        var repeats = Enumerable.Range(1, 999).Count(i => Enumerable.Range(0, i).Any(j => sketches[i].Cosine(sketches[j]) > 0.95));

        Assert.InRange(repeats / 1_000.0, 0.03, 0.25);
    }
}
