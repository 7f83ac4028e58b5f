using ActiveLearning.Contracts;
using CsCheck;

namespace ActiveLearning.Learning.Tests.Scripts;

public sealed class DetectedScriptTests
{
    [Theory]
    [InlineData("You are all welcome here", TextScript.Latin)]
    [InlineData("Ça va, grüße & ž", TextScript.Latin)]
    [InlineData("Это совсем другое дело", TextScript.Cyrillic)]
    [InlineData("Καλημέρα κόσμε", TextScript.Greek)]
    [InlineData("مرحبا بالعالم", TextScript.Arabic)]
    [InlineData("שלום עולם", TextScript.Hebrew)]
    [InlineData("नमस्ते दुनिया", TextScript.Devanagari)]
    [InlineData("வணக்கம் உலகம்", TextScript.OtherIndic)]
    [InlineData("สวัสดีชาวโลก", TextScript.Thai)]
    [InlineData("안녕하세요 세계", TextScript.Hangul)]
    [InlineData("你好，世界", TextScript.Han)]
    [InlineData("東京都の天気はどうですか", TextScript.Japanese)]
    [InlineData("Привет @someone lol", TextScript.Latin)]
    [InlineData("გამარჯობა", TextScript.Other)]
    [InlineData("12:30 !!! 😀", TextScript.None)]
    [InlineData("", TextScript.None)]
    public void The_script_of_most_letters_counts(string text, TextScript script) => Assert.Equal(script, DetectedScript.Of(text));

    [Fact]
    public void Any_text_has_a_script_lone_surrogates_too() =>
        Gen.Char.Array[0, 40].Sample(characters => Assert.True(Enum.IsDefined(DetectedScript.Of(characters))));
}
