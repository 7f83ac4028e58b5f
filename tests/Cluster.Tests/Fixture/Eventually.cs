using System.Diagnostics;

namespace ActiveLearning.Cluster.Tests.Fixture;

/// <summary>Waits on a condition with a deadline.</summary>
public static class Eventually
{
    public static async Task<T> GetAsync<T>(Func<Task<T>> read, Func<T, bool> holds, string what, int seconds = 30)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (holds(value))
            {
                return value;
            }

            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(seconds), $"Not within {seconds} s: {what}. Last seen: {value}");
            await Task.Yield();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            await timer.WaitForNextTickAsync();
        }
    }

    public static Task HoldsAsync(Func<Task<bool>> condition, string what, int seconds = 30) => GetAsync(condition, held => held, what, seconds);
}
