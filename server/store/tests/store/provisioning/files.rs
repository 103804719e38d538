//! Uploads are written and read in pieces, and kept once for each uploader.

use super::makers::{begin, file, scan, write};
use crate::engines::for_each_engine;
use crate::makers::*;
use burgrave_store::*;

fn upload(number: u128, owner: u128) -> NewFile {
    NewFile { id: id(number), created_by: id(owner), media_type: "application/zip".into(), now: now() }
}

#[tokio::test]
async fn a_file_is_there_once_its_upload_has_ended_and_is_read_piece_by_piece() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            let new = made(upload(60, 10));
            tx.insert_file(&new).await?;
            tx.insert_file_piece(&new, 0, &[1, 2, 3]).await?;
            assert_eq!(tx.file(id(60)).await?, None, "it isn't whole yet");
            tx.insert_file_piece(&new, 1, &[4]).await?;
            assert_eq!(tx.complete_file(&new, &[7; 32], 4, at(1)).await?, CompletedFile::New);
            Ok(())
        })
        .await;
        scan(&store, |r| async move {
            let found = r.file(id(60)).await?.unwrap();
            assert_eq!((found.size, found.media_type.as_str()), (4, "application/zip"));
            assert_eq!(r.file_piece(id(60), 0).await?, Some(vec![1, 2, 3]));
            assert_eq!(r.file_piece(id(60), 1).await?, Some(vec![4]));
            assert_eq!(r.file_piece(id(60), 2).await?, None);
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_for_each_uploader() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            file(&tx, 61, 11, b"archive").await?;
            let again = made(upload(62, 10));
            tx.insert_file(&again).await?;
            tx.insert_file_piece(&again, 0, b"archive").await?;
            let mut hash = [0; 32];
            hash[..7].copy_from_slice(b"archive");
            assert_eq!(tx.complete_file(&again, &hash, 7, now()).await?, CompletedFile::Known(id(50)));
            assert_eq!(tx.file(id(62)).await?, None);
            assert_eq!(tx.file_piece(id(62), 0).await?, None, "its pieces are gone");
            Ok(())
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn uploads_of_the_same_bytes_at_the_same_moment_leave_one_file() {
    for_each_engine(|store| async move {
        begin(&store).await;
        let uploads = (0..6_u128).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                write(&store, move |tx| async move {
                    let new = made(upload(80 + number, 10));
                    tx.insert_file(&new).await?;
                    tx.complete_file(&new, &[9; 32], 0, now()).await
                })
                .await
            })
        });
        let mut new = 0;
        for upload in uploads.collect::<Vec<_>>() {
            new += usize::from(upload.await.unwrap() == CompletedFile::New);
        }
        assert_eq!(new, 1);
    })
    .await;
}

#[tokio::test]
async fn uploads_that_were_given_up_are_removed() {
    for_each_engine(|store| async move {
        begin(&store).await;
        write(&store, |tx| async move {
            let new = made(upload(60, 10));
            tx.insert_file(&new).await?;
            tx.insert_file_piece(&new, 0, &[1]).await?;
            assert_eq!(tx.delete_incomplete_files(now(), 10).await?, 0, "it began no earlier");
            assert_eq!(tx.delete_incomplete_files(at(1), 10).await?, 1);
            assert_eq!(tx.file_piece(id(60), 0).await?, None);
            assert!(tx.file(id(50)).await?.is_some(), "what is whole stays");
            Ok(())
        })
        .await;
        let late: Result<_, StoreError> = store
            .write(|tx| async move {
                let new = made(upload(60, 10));
                tx.complete_file(&new, &[1; 32], 1, now()).await
            })
            .await;
        assert!(matches!(late, Err(StoreError::Conflict { .. })), "{late:?}");
    })
    .await;
}
