using System.Text.Json;
using ActiveLearning.Silo.Api;
using CsCheck;

namespace ActiveLearning.Silo.Tests.Api;

public sealed class UtcMicrosecondConverterTests
{
    private static readonly Gen<DateTimeOffset> Time = Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay], Gen.Int[-14 * 60, 14 * 60])
        .Where(t => t.Item1 > TimeSpan.TicksPerDay)
        .Select(t => new DateTimeOffset(t.Item1, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(t.Item2)));

    [Fact]
    public void Any_time_is_written_in_UTC_with_exactly_six_decimals_and_read_back_to_the_microsecond()
    {
        Time.Sample(time =>
        {
            var json = JsonSerializer.Serialize(time, ApiJson.Options);

            Assert.Matches("""\A"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z"\z""", json);
            var back = JsonSerializer.Deserialize<DateTimeOffset>(json, ApiJson.Options);
            Assert.Equal((time.UtcTicks / TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), (back.UtcTicks / TimeSpan.TicksPerMicrosecond, back.Offset));
        });
    }

    [Fact]
    public void Written_times_sort_like_times()
    {
        Gen.Select(Time, Time).Sample((one, other) =>
        {
            var texts = string.CompareOrdinal(JsonSerializer.Serialize(one, ApiJson.Options), JsonSerializer.Serialize(other, ApiJson.Options));

            Assert.True(texts == 0 || Math.Sign(texts) == Math.Sign(one.CompareTo(other)));
        });
    }

    [Theory]
    [InlineData("1700000000")]
    [InlineData("\"yesterday\"")]
    [InlineData("\"31.12.2026\"")]
    [InlineData("{}")]
    public void Anything_else_is_no_time(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, ApiJson.Options));
}
