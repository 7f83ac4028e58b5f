using ActiveLearning.Learning.NearDuplicates;
using CsCheck;

namespace ActiveLearning.Learning.Tests.NearDuplicates;

public sealed class CloseTextsTests
{
    private const string Long = "when you eat food that is too hot and start breathing like a dragon in the middle of the night everybody looks at your plate";

    [Theory]
    [InlineData("lol ")]
    [InlineData("+ ")]
    public void One_word_more_in_a_long_text_is_close(string word) => Assert.True(AreClose(Long, word + Long));

    [Theory]
    [InlineData("not ")]
    [InlineData("never ")]
    [InlineData("7 ")]
    [InlineData("nicht ")]
    [InlineData("y2k ")]
    [InlineData("didn't ")]
    public void One_negation_or_number_more_is_not(string word) => Assert.False(AreClose(Long, word + Long));

    [Fact]
    public void A_replaced_word_is_not() => Assert.False(AreClose(Long, Long.Replace("dragon", "dragons", StringComparison.Ordinal)));

    [Fact]
    public void Two_words_that_changed_places_are_not() =>
        Assert.False(AreClose(Long, Long.Replace("food that", "that food", StringComparison.Ordinal)));

    [Fact]
    public void A_question_is_not_close_to_a_claim() => Assert.False(AreClose(Long, "lol " + Long + "?"));

    [Fact]
    public void One_word_more_in_a_short_text_is_not() => Assert.False(AreClose("I hate people", "I hate black people"));

    [Fact]
    public void Closeness_is_symmetric_and_everything_is_close_to_itself()
    {
        string[] vocabulary = ["a", "not", "7", "word", "another", "?", "@x", "extraordinarily"];
        var words = Gen.Int[0, vocabulary.Length - 1].List[0, 30].Select(list => string.Join(' ', list.Select(word => vocabulary[word])));

        Gen.Select(words, words).Sample((a, b) =>
        {
            Assert.Equal(AreClose(a, b), AreClose(b, a));
            Assert.True(AreClose(a, a));
        });
    }

    private static bool AreClose(string a, string b) => CloseTexts.AreClose(NormalText.Of(a), NormalText.Of(b));
}
