using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Synthetic;

namespace ActiveLearning.Learning.Tests.Features;

public sealed class SimHashTests
{
    [Fact]
    public void Nearly_all_repeats_of_the_synthetic_stream_are_near_and_hardly_any_strangers_are()
    {
        var items = SyntheticStream.Generate(3, 600).ToArray();
        var vectors = items.Select(item => HashedNgrams.Extract(item.Text)).ToArray();
        var sketches = vectors.Select(SimHash.Of).ToArray();

        int repeats = 0, repeatsNear = 0, strangers = 0, strangersNear = 0;
        for (var i = 0; i < items.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var near = SimHash.Distance(sketches[i], sketches[j]) <= SimHash.NearDistance;
                var cosine = vectors[i].Cosine(vectors[j]);
                repeats += cosine > 0.97 ? 1 : 0;
                repeatsNear += cosine > 0.97 && near ? 1 : 0;
                strangers += cosine < 0.5 ? 1 : 0;
                strangersNear += cosine < 0.5 && near ? 1 : 0;
            }
        }

        Assert.True(repeats > 10);
        Assert.InRange((double)repeatsNear / repeats, 0.9, 1);
        Assert.InRange((double)strangersNear / strangers, 0, 1e-4);
    }

    [Fact]
    public void Distance_is_zero_to_itself_and_symmetric()
    {
        var a = SimHash.Of(HashedNgrams.Extract("one text"));
        var b = SimHash.Of(HashedNgrams.Extract("quite another"));

        Assert.Equal(0, SimHash.Distance(a, a));
        Assert.Equal(SimHash.Distance(a, b), SimHash.Distance(b, a));
    }
}
