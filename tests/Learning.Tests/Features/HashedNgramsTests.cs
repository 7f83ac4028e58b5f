using ActiveLearning.Learning.Features;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Features;

public sealed class HashedNgramsTests
{
    [Fact]
    public void Any_text_gives_ascending_columns_and_a_vector_of_length_one()
    {
        Gen.OneOf(Gen.String[0, 200], Gen.Char['\uD7F0', '\uE010'].Array[0, 50].Select(chars => new string(chars))).Sample(text =>
        {
            var ngrams = HashedNgrams.Extract(text);

            var ascending = ngrams.Columns.Zip(ngrams.Columns.Skip(1)).All(pair => pair.First < pair.Second);
            var length = ngrams.Weights.Sum(weight => (double)weight * weight);
            return ascending
                && ngrams.Columns.All(column => column is >= 0 and < HashedNgrams.ColumnCount)
                && (ngrams.Columns.Length == 0 || Math.Abs(length - 1) < 1e-4);
        });
    }

    [Fact]
    public void Case_and_compatibility_forms_do_not_matter()
    {
        Assert.Equal(HashedNgrams.Extract("hello world").Columns, HashedNgrams.Extract("HELLO Ｗｏｒｌｄ").Columns);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void A_text_without_letters_or_signs_has_no_ngrams(string text)
    {
        Assert.Empty(HashedNgrams.Extract(text).Columns);
    }

    [Fact]
    public void A_word_counts_as_word_and_as_runs_of_three_to_five_characters_with_its_padding()
    {
        // " cat ": 3 runs of three, 2 of four, 1 of five, and the word itself.
        Assert.Equal(7, HashedNgrams.Extract("cat").Columns.Length);
    }

    [Fact]
    public void Repeating_a_word_raises_its_weight_by_the_logarithm_only()
    {
        var ngrams = HashedNgrams.Extract("cat cat");

        // The pair "cat cat" occurs once, all else twice: 1 against 1 + ln 2.
        Assert.Equal(1 + Math.Log(2), ngrams.Weights.Max() / ngrams.Weights.Min(), 4);
    }

    [Fact]
    public void A_hundred_thousand_characters_are_read_to_the_documented_end_only()
    {
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(i => (char)('a' + (i * i % 26))));

        Assert.Equal(HashedNgrams.Extract(text[..HashedNgrams.ReadCodePoints]).Columns, HashedNgrams.Extract(text).Columns);
    }

    [Fact]
    public void Cosine_tells_a_rewording_from_a_stranger()
    {
        var original = HashedNgrams.Extract("you are such a loser, go home");

        Assert.True(original.Cosine(HashedNgrams.Extract("you are such a loser!! go home")) > 0.8);
        Assert.True(original.Cosine(HashedNgrams.Extract("the weather is lovely today")) < 0.2);
        Assert.Equal(1, original.Cosine(original), 5);
    }

    [Fact]
    public void Texts_that_begin_with_the_same_words_open_alike_whatever_follows_and_however_it_is_written()
    {
        var opening = HashedNgrams.Extract("How many cats are there?").Opening;

        Assert.Equal(opening, HashedNgrams.Extract("  how MANY dogs").Opening);
        Assert.Equal(opening, HashedNgrams.Extract("\"How\" a many").Opening);
        Assert.Equal(opening with { FirstTwoWords = 0 }, HashedNgrams.Extract("how").Opening);
        Assert.NotEqual(opening, HashedNgrams.Extract("many how cats").Opening);
    }

    [Fact]
    public void A_text_without_a_word_has_no_opening()
    {
        Assert.Equal(default, HashedNgrams.Extract("").Opening);
        Assert.Equal(default, HashedNgrams.Extract("a ! 😀 b").Opening);
    }

    [Fact]
    public void Columns_of_openings_are_within_their_space() => Gen.String[0, 40].Sample(text =>
    {
        var (first, two) = HashedNgrams.Extract(text).Opening;
        Assert.InRange(first, 0, TextOpening.ColumnCount - 1);
        Assert.InRange(two, 0, TextOpening.ColumnCount - 1);
        Assert.True(first != 0 || two == 0);
    });
}
