using ActiveLearning.Learning.NearDuplicates;

namespace ActiveLearning.Learning.Tests.NearDuplicates;

public sealed class NormalTextTests
{
    [Theory]
    [InlineData("These hoes ain't loyal", "these hoes ain\u2019t LOYAL!!!")]
    [InlineData("RT @some_one: what a lovely day http://t.co/x1", "What a lovely day... https://t.co/y2 @other")]
    [InlineData("soo nice of you", "sooooooo  nice\nof\tyou")]
    [InlineData("zero\u200bwidth cha\u00adracters are gone", "zerowidth characters are gone")]
    [InlineData("ﬁne and full width", "fine and ｆｕｌｌ width")]
    [InlineData("ok", " OK ")]
    public void What_does_not_change_the_meaning_does_not_change_the_form(string a, string b) =>
        Assert.Equal(NormalText.Of(a).Key(), NormalText.Of(b).Key());

    [Theory]
    [InlineData("I like you all", "I don't like you all")]
    [InlineData("win 100 pounds today", "win 1000 pounds today")]
    [InlineData("you are going home", "you are going home?")]
    [InlineData("dog bites the man", "man bites the dog")]
    [InlineData("I love it \U0001f600", "I love it \U0001f621")]
    [InlineData("it costs £5 today", "it costs $5 today")]
    [InlineData("@anna hi", "@bert hi")]
    [InlineData("http://a.example", "http://b.example")]
    [InlineData("no!", "no?")]
    [InlineData("naïve little thing here", "naive little thing here")]
    public void What_may_change_the_meaning_changes_the_form(string a, string b) =>
        Assert.NotEqual(NormalText.Of(a).Key(), NormalText.Of(b).Key());

    [Theory]
    [InlineData("我不喜欢这个", new[] { "我", "不", "喜", "欢", "这", "个" })]
    [InlineData("don't @me e.g. www.x.org/?a=b or 3,5%", new[] { "don't", "e", "g", "or", "3", "5" })]
    [InlineData("rt is a word, RT @a: is not", new[] { "rt", "is", "a", "word", "is", "not" })]
    public void Words_are_taken_in_their_order(string text, string[] words) => Assert.Equal(words, NormalText.Of(text).Words);

    [Theory]
    [InlineData("")]
    [InlineData("\ud800 alone \udc00")]
    [InlineData("@")]
    [InlineData("'")]
    [InlineData("\0\u0001")]
    [InlineData("http://")]
    public void Any_text_has_a_form(string text) => Assert.Equal(NormalText.Of(text).Key(), NormalText.Of(text).Key());

    [Fact]
    public void A_short_text_never_has_the_key_of_a_longer_one() =>
        Assert.NotEqual(NormalText.Of("a b").Key(), NormalText.Of("a b @x c").Key());
}
