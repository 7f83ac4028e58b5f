using ActiveLearning.Silo.Hosting;
using ActiveLearning.Silo.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ActiveLearning.Silo.Tests.Identity;

/// <summary>The program's own accounts over a database in a folder that goes away, with a clock that the test moves.</summary>
internal sealed class Accounts : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("al-accounts-");
    private readonly DataFolder _data;
    private readonly WebApplication _app;

    public Accounts(string? adminKey = null)
    {
        _data = DataFolder.Open(_folder.FullName);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration[AdminKey.Variable] = adminKey;
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton(new Stores(Postgres: null));
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelCore();
        builder.AddAccounts(_data, new Stores(Postgres: null));
        _app = builder.Build();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 5, 4, 10, 0, 0, TimeSpan.Zero));

    public IServiceProvider Services => _app.Services;

    public string ConnectionString => new SqliteConnectionStringBuilder { DataSource = _data.IdentityFile, Pooling = false }.ToString();

    /// <summary>Works in a scope of its own, as each call does.</summary>
    public async Task<T> InScopeAsync<TService, T>(Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Dispose();
        _folder.Delete(recursive: true);
    }
}
