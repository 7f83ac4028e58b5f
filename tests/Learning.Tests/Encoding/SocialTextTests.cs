using ActiveLearning.Learning.Encoding;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Encoding;

public sealed class SocialTextTests
{
    [Theory]
    [InlineData("!!! RT @mayasolovely: As a woman &amp; a man...", "! RT user: As a woman & a man.")]
    [InlineData("see https://t.co/abc?x=1 and http://b.c", "see link and link")]
    [InlineData("What?! Really?? Yes.", "What?! Really? Yes.")]
    [InlineData("A plain sentence, as it is.", "A plain sentence, as it is.")]
    [InlineData("1.5 € & more", "1.5 € & more")]
    [InlineData("", "")]
    public void A_post_reads_like_a_plain_sentence(string post, string plain) => Assert.Equal(plain, SocialText.Plain(post));

    [Fact]
    public void Any_text_can_be_read_and_none_grows_long() =>
        Gen.String.Sample(text => Assert.True(SocialText.Plain(text).Length <= Math.Max(text.Length, 4 * text.Length)));
}
